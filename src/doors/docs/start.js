// Runs in the browser, beside the bundle that defines SwaggerUIBundle.
globalThis.SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#api",
  // A validator would be another host.
  validatorUrl: null,
  deepLinking: true,
  docExpansion: "none",
  filter: true,
  defaultModelsExpandDepth: -1,
  displayOperationId: true,
  displayRequestDuration: true,
});
