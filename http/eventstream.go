package http

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// eventStream writes server-sent events (WHATWG HTML §9.2). Each goes out at once.
type eventStream struct {
	w       http.ResponseWriter
	control *http.ResponseController
}

// newEventStream begins the answer and takes its limits of time away.
func newEventStream(w http.ResponseWriter) (*eventStream, error) {
	out := &eventStream{w: w, control: http.NewResponseController(w)}
	// A recorder in a test has no deadlines; a connection always has.
	_ = out.control.SetWriteDeadline(time.Time{})
	_ = out.control.SetReadDeadline(time.Time{})
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // asks nginx not to hold it back
	w.WriteHeader(http.StatusOK)
	if _, err := fmt.Fprint(w, "retry: 2000\n\n"); err != nil {
		return nil, fmt.Errorf("begin an event stream: %w", err)
	}
	return out, out.control.Flush()
}

// event sends one event. JSON holds no line break, so it is one line of data.
func (e *eventStream) event(name string, data any) error {
	text, err := json.Marshal(data)
	if err != nil {
		return fmt.Errorf("encode the event %s: %w", name, err)
	}
	if _, err := fmt.Fprintf(e.w, "event: %s\ndata: %s\n\n", name, text); err != nil {
		return err
	}
	return e.control.Flush()
}

// heartbeat is a comment: it keeps proxies from closing an idle stream.
func (e *eventStream) heartbeat() error {
	if _, err := fmt.Fprint(e.w, ": still here\n\n"); err != nil {
		return err
	}
	return e.control.Flush()
}
