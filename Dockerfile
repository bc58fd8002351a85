# syntax=docker/dockerfile:1
# The till as one image: `docker build -t tillbot .`; compose.yaml runs two of them beside PostgreSQL and Caddy.
ARG NODE_VERSION=20

FROM node:${NODE_VERSION}-bookworm-slim AS build
WORKDIR /app
# For better-sqlite3, where its ready-made binary can't be fetched.
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates g++ make python3 \
  && rm -rf /var/lib/apt/lists/*
# What npm ci needs comes first, so that a change of the code does not fetch packages anew.
COPY package.json package-lock.json ./
COPY scripts scripts
COPY prisma prisma
RUN npm ci --omit=dev --no-audit --no-fund
COPY tsconfig.json ./
COPY domain domain
COPY bot bot
COPY api api
RUN node scripts/build.mjs
# The bundler and the generator have done their work: neither they nor what they need goes along.
RUN npm pkg delete dependencies.esbuild dependencies.prisma devDependencies scripts \
  && npm prune --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:${NODE_VERSION}-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY --from=build /app/prisma/migrations prisma/migrations
COPY --from=build /app/prisma/postgres/migrations prisma/postgres/migrations
# The program belongs to root and is only read; what it writes is the database (without PostgreSQL) and backups.
RUN mkdir data && chown node:node data
VOLUME /app/data
USER node
EXPOSE 8787
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT || 8787) + '/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# No shell and no npm in between: the signal to stop reaches the till, which finishes what is under way.
STOPSIGNAL SIGTERM
CMD ["node", "--enable-source-maps", "--max-semi-space-size=8", "dist/node.js"]
