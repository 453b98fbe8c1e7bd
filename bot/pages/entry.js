// Whoever opens the link in a browser need not press the button.
document.querySelector("form").submit();
