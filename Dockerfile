# Worker and API in one image; the command tells which (temporal-docker-compose.yml).
FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build && npm ci --omit=dev

FROM node:22-bookworm-slim
ENV NODE_ENV=production TZ=UTC
# As scripts/supervisor.mjs does, and why.
ENV MALLOC_ARENA_MAX=2 MALLOC_TRIM_THRESHOLD_=131072
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/scripts ./scripts
COPY --from=build /app/commands/replay/mappings ./commands/replay/mappings
RUN mkdir /data && chown node:node /data
USER node
ENV CHANGMING_DATA=/data
EXPOSE 3000
CMD ["node", "dist/api/main.js"]
