// Package export writes tables as files that other programs open: CSV, XLSX and PDF.
// The same table gives the same bytes, so that what was sent to a customer can be made
// again and compared: no file holds the time at which it was written.
package export
