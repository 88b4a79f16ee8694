// Package connection decides about the settings of a NinjaOne connection: which
// instance, with which client, and under which name its dashboard is opened. The
// client secret and tokens are not its business; they never reach the log. Pure.
package connection
