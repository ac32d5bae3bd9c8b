/** Figures by indicators: boards, and the cases behind each. Counts without an indicator stand in `api/cases/figures/`. */
import type { Connection } from 'mongoose';
import { indicatorsInForce } from '../../client/figures/indicators.ts';
import type { Directory } from '../../client/registers/directory.ts';
import type { Reads } from '../cases/reads.ts';
import type { Cursors } from '../http/cursor.ts';
import type { Route } from '../http/route.ts';
import { boardRoute } from './board-route.ts';
import { serviceReportRoutes } from './service-report-routes.ts';
import { drillRoute } from './drill-route.ts';
import { indicatorPreviewRoute } from './preview-route.ts';

type Deps = { db: Connection; directory: Directory; reads: Reads; cursors: Cursors };

export function indicatorRoutes({ db, directory, reads, cursors }: Deps): Route[] {
  const indicators = () => indicatorsInForce(db);
  return [
    boardRoute({ db, directory, indicators }),
    drillRoute({ db, directory, reads, cursors, indicators }),
    ...serviceReportRoutes({ db, directory, cursors }),
    indicatorPreviewRoute({ db, directory }),
  ];
}
