// Package connection is the read model of NinjaOne connections, their schedules,
// and the runs that reached the log. What a run does while it goes on is not here:
// that belongs to the poller, since a run that fails leaves one event.
package connection
