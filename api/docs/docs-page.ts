/** The API to browse: Swagger UI from the package's own files, without network, under a policy that fits it. */
import path from 'node:path';
import { type RequestHandler, Router } from 'express';
import folderOfSwagger from 'swagger-ui-dist/absolute-path.js'; // the package itself would load the whole page, 40 MB

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Changming API</title>
<link rel="stylesheet" href="/api/docs/swagger-ui.css">
<link rel="icon" type="image/png" href="/api/docs/favicon-32x32.png">
</head>
<body>
<div id="swagger-ui"></div>
<script src="/api/docs/swagger-ui-bundle.js"></script>
<script src="/api/docs/start.js"></script>
</body>
</html>
`;
const start = `window.addEventListener('load', () => {
  window.SwaggerUIBundle({ url: '/api/openapi.json', dom_id: '#swagger-ui', deepLinking: true, validatorUrl: null });
});
`;
const files = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'];

/** Swagger UI sets styles of its own on elements and draws its icons from data: addresses. */
export const docsPolicy =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; " +
  "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const policy: RequestHandler = (_request, response, next) => {
  response.set('Content-Security-Policy', docsPolicy);
  next();
};

export function docsPage(): Router {
  const folder = folderOfSwagger();
  const router = Router({ caseSensitive: true, strict: true });
  router.use('/api/docs', policy);
  router.get('/api/docs', (_request, response) => {
    response.type('html').send(page);
  });
  router.get('/api/docs/start.js', (_request, response) => {
    response.type('js').send(start);
  });
  for (const file of files)
    router.get(`/api/docs/${file}`, (_request, response) => {
      response.sendFile(path.join(folder, file), { maxAge: 3_600_000 });
    });
  return router;
}
