package http

import (
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Config says how the server behaves. The zero value is usable.
type Config struct {
	// Log takes the access log and what goes wrong. Defaults to slog.Default().
	Log *slog.Logger
	// Now is the clock. Defaults to time.Now.
	Now func() time.Time
	// Registry is what /metrics shows; other parts of the program register there,
	// too. Defaults to a new one.
	Registry *prometheus.Registry
	// TrustedProxies are the addresses whose X-Forwarded-* headers are believed.
	// Defaults to none.
	TrustedProxies []netip.Prefix
	// PublicURL is where people reach the server, without a slash at its end; pages
	// write links with it. Defaults to the address of each request.
	PublicURL string
	// RequestLimit ends a request that takes longer; event streams are exempt and
	// uploads have ten times as long. Defaults to 30 seconds.
	RequestLimit time.Duration
	// BodyLimit is the most bytes of a JSON body. Defaults to 1 MiB.
	BodyLimit int64
	// UploadLimit is the most bytes of an uploaded file. Defaults to 64 MiB.
	UploadLimit int64
	// WaitLimit is how long a read waits for its min_position. Defaults to 2 seconds.
	WaitLimit time.Duration
	// Heartbeat is how often an idle event stream says that it lives. Defaults to 15 seconds.
	Heartbeat time.Duration
	// DrainLimit is how long requests may go on after the server was told to end.
	// Defaults to 20 seconds.
	DrainLimit time.Duration
}

func (c *Config) setDefaults() {
	if c.Log == nil {
		c.Log = slog.Default()
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Registry == nil {
		c.Registry = prometheus.NewRegistry()
	}
	setIfZero(&c.RequestLimit, 30*time.Second)
	setIfZero(&c.BodyLimit, 1<<20)
	setIfZero(&c.UploadLimit, 64<<20)
	setIfZero(&c.WaitLimit, 2*time.Second)
	setIfZero(&c.Heartbeat, 15*time.Second)
	setIfZero(&c.DrainLimit, 20*time.Second)
}

func setIfZero[T comparable](v *T, value T) {
	var zero T
	if *v == zero {
		*v = value
	}
}

// Validate lists every setting that makes no sense.
func (c *Config) Validate() error {
	var faults []error
	for name, limit := range map[string]int64{
		"RequestLimit": int64(c.RequestLimit), "BodyLimit": c.BodyLimit, "UploadLimit": c.UploadLimit,
		"WaitLimit": int64(c.WaitLimit), "Heartbeat": int64(c.Heartbeat), "DrainLimit": int64(c.DrainLimit),
	} {
		if limit < 0 {
			faults = append(faults, fmt.Errorf("%s is negative: leave it out for its default", name))
		}
	}
	for _, p := range c.TrustedProxies {
		if !p.IsValid() {
			faults = append(faults, errors.New("TrustedProxies holds an invalid prefix"))
		}
	}
	return errors.Join(faults...)
}
