// Тексты страницы API.

export default {
  "docs.title": "API",
  "docs.downloads": "Документы для инструментов:",
};
