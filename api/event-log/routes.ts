/** Logs of what happened, and what they say of how the work goes. */
import type { Route } from '../http/route.ts';
import { conformanceRoute } from './conformance.ts';
import type { LogDeps } from './deps.ts';
import { logRoute } from './export.ts';
import { followsRoute } from './follows.ts';

export const eventLogRoutes = (deps: LogDeps): Route[] => [logRoute(deps), conformanceRoute(deps), followsRoute(deps)];
