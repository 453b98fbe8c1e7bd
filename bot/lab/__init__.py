"""The reply lab: marketers find, change, check, preview and publish what the shop says."""
