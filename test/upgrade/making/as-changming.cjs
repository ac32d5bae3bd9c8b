/** Loaded first into every process that writes the fixture: it is to name no machine. */
const os = require('node:os');

os.hostname = () => 'changming';
