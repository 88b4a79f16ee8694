package ninjaone

import "time"

// Metrics gets the counts of a client. Its methods are called from many
// goroutines, and must not block. The label values are closed sets: call names are
// the constants of this package, results are "ok" or a [Kind].
type Metrics interface {
	// Request is called once for each request sent, with how long it took from
	// sending to the last byte of the answer.
	Request(call, result string, took time.Duration)
	// Retry is called before a request is sent again, with the reason.
	Retry(call, reason string)
	// Wait is called when a request is held back, because of a rate limit or by
	// the pace that followed from one, with how long.
	Wait(call string, held time.Duration)
}

// noMetrics drops all counts.
type noMetrics struct{}

func (noMetrics) Request(string, string, time.Duration) {}
func (noMetrics) Retry(string, string)                  {}
func (noMetrics) Wait(string, time.Duration)            {}
