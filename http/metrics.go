package http

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics of the server. Labels are closed: operations of the description, classes
// of status, codes of problems. A tenant is no label.
type metrics struct {
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	problems *prometheus.CounterVec
	running  prometheus.Gauge
	streams  prometheus.Gauge
	handler  http.Handler
}

func newMetrics(registry *prometheus.Registry) (*metrics, error) {
	m := &metrics{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "coresync_http_requests_total", Help: "Requests answered, by operation and class of status.",
		}, []string{"operation", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "coresync_http_request_seconds", Help: "Time from the first byte of a request to the last of its answer.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30},
		}, []string{"operation"}),
		problems: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "coresync_http_problems_total", Help: "Problem documents answered, by code.",
		}, []string{"code"}),
		running: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "coresync_http_requests_running", Help: "Requests that are being answered.",
		}),
		streams: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "coresync_http_streams_open", Help: "Event streams that are open.",
		}),
		handler: promhttp.HandlerFor(registry, promhttp.HandlerOpts{DisableCompression: true}), // ours compresses
	}
	own := []prometheus.Collector{m.requests, m.seconds, m.problems, m.running, m.streams}
	shared := []prometheus.Collector{
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	}
	for _, c := range own {
		if err := registry.Register(c); err != nil {
			return nil, fmt.Errorf("register the metrics of HTTP: %w", err)
		}
	}
	for _, c := range shared {
		var twice prometheus.AlreadyRegisteredError
		if err := registry.Register(c); err != nil && !errors.As(err, &twice) { // the program may have done it
			return nil, fmt.Errorf("register the metrics of the process: %w", err)
		}
	}
	return m, nil
}

// withMetrics counts every request.
func (s *Server) withMetrics(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := s.config.Now()
		s.metrics.running.Inc()
		defer func() {
			s.metrics.running.Dec()
			rec := recordOf(r.Context())
			s.metrics.requests.WithLabelValues(rec.operation, strconv.Itoa(rec.status/100)+"xx").Inc()
			s.metrics.seconds.WithLabelValues(rec.operation).Observe(s.config.Now().Sub(start).Seconds())
			if rec.code != "" {
				s.metrics.problems.WithLabelValues(rec.code).Inc()
			}
		}()
		next.ServeHTTP(w, r)
	})
}
