import { defineConfig } from 'vite';

/** The product that `npm run dev -w web` shows: the API compares the origin of a request with its own. */
const product = process.env['CHANGMING_API'] ?? 'http://127.0.0.1:3000';

export default defineConfig({
  build: {
    target: 'es2022',
    outDir: '../dist/web',
    emptyOutDir: true,
    manifest: true,
    chunkSizeWarningLimit: 700, // kB before packing; what a page may weigh, a test says
    rollupOptions: {
      input: { console: 'index.html' },
      // `use client` is for servers that render
      onwarn: (warning, tell) => warning.code === 'MODULE_LEVEL_DIRECTIVE' || tell(warning),
    },
  },
  server: {
    proxy: { '/api': { target: product, changeOrigin: true, headers: { origin: product } } },
  },
});
