// Texts of the API's page.

export default {
  "docs.title": "API",
  "docs.downloads": "The documents for tools:",
};
