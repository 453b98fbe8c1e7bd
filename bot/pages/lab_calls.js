// How the lab's pages ask: JSON in and out, every refusal in words.
async function answered(answer) {
  if (answer.status === 401) { location.href = "/lab"; throw new Error("signed out"); }
  const told = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(told.error), told);
  return told;
}
export const get = async (path, query = {}) => answered(await fetch(`${path}?${new URLSearchParams(query)}`));
export const post = async (path, body) => answered(await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }));
