// Package reportmail is the read model of reports that are sent by mail by themselves: the
// schedules, each with its last sending.
package reportmail
