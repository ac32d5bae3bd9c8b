import { defineConfig, type Plugin } from 'vite';

/** The product that `npm run dev -w web` shows: the API compares the origin of a request with its own. */
const product = process.env['CHANGMING_API'] ?? 'http://127.0.0.1:3000';

/** As the product does it (api/console/console.ts): below `/m` is the phone's page. */
const phonePage: Plugin = {
  name: 'phone-page',
  configureServer: ({ middlewares }) => {
    middlewares.use((request, _response, next) => {
      if (/^\/m(?:[/?]|$)/.test(request.url ?? '')) request.url = '/phone.html';
      next();
    });
  },
};

export default defineConfig({
  plugins: [phonePage],
  build: {
    target: 'es2022',
    outDir: '../dist/web',
    emptyOutDir: true,
    manifest: true,
    chunkSizeWarningLimit: 700, // kB before packing; what a page may weigh, a test says
    rollupOptions: {
      input: { console: 'index.html', phone: 'phone.html' },
      // `use client` is for servers that render
      onwarn: (warning, tell) => warning.code === 'MODULE_LEVEL_DIRECTIVE' || tell(warning),
    },
  },
  server: {
    proxy: { '/api': { target: product, changeOrigin: true, headers: { origin: product } } },
  },
});
