package ninjaone

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
)

// get runs one GET until decode accepts the answer. decode reports a *scanFault;
// the body is the buffer's and valid until the buffer's next use. The buffer is
// returned because it may have grown.
func (c *Client) get(ctx context.Context, cl call, buf []byte, decode func([]byte) error) ([]byte, error) {
	cl.method = http.MethodGet
	return c.request(ctx, cl, buf, decode)
}

// request sends a call until decode accepts the answer, or until it should not be
// sent again.
func (c *Client) request(ctx context.Context, cl call, buf []byte, decode func([]byte) error) ([]byte, error) {
	renewed := false
	err := c.persist(ctx, cl, func(ctx context.Context) error {
		for {
			var err error
			var access string
			if access, err = c.tokens.access(ctx); err != nil {
				return &settled{err}
			}
			buf, err = c.requestOnce(ctx, cl, access, buf, decode)
			if KindOf(err) != KindUnauthorized || renewed {
				return err
			}
			renewed = true // A token may be revoked in mid-run: one new one, one more try.
			c.tokens.refuse(access)
		}
	})
	if s, ok := errors.AsType[*settled](err); ok {
		err = s.err
	}
	return buf, err
}

// settled marks an error of the token endpoint, where all repetitions were made
// already, so that they are not multiplied.
type settled struct{ err error }

// Error is the error's own text.
func (s *settled) Error() string { return s.err.Error() }

// requestOnce sends one request, reads the whole answer and counts the outcome.
func (c *Client) requestOnce(ctx context.Context, cl call, access string, buf []byte, decode func([]byte) error) (_ []byte, err error) {
	began := c.cfg.Now()
	defer func() { c.cfg.Metrics.Request(cl.name, result(err), c.cfg.Now().Sub(began)) }()
	bounded, cancel := context.WithTimeout(ctx, c.cfg.HTTP.RequestTimeout)
	defer cancel()
	a, err := c.send(bounded, cl, access, buf)
	if cap(a.body) > cap(buf) {
		buf = a.body[:0]
	}
	switch {
	case err != nil && ctx.Err() != nil:
		return buf, context.Cause(ctx)
	case err != nil:
		return buf, c.fault(cl, readFailure(a, err))
	case a.status == http.StatusNoContent && cl.method != http.MethodGet:
		return buf, nil
	case a.status != http.StatusOK || isHTML(a.body):
		return buf, c.fault(cl, classify(a, c.cfg.Now(), c.secrets.tidy))
	}
	if err := decode(a.body); err != nil {
		return buf, c.fault(cl, c.decodeFailure(a, err))
	}
	return buf, nil
}

// send sends the request and reads the body into buf, growing it as needed. The
// answer's status is set once the header has come.
func (c *Client) send(ctx context.Context, cl call, access string, buf []byte) (answer, error) {
	req, err := http.NewRequestWithContext(ctx, cl.method, c.base+cl.address(), cl.reader())
	if err != nil {
		return answer{}, err
	}
	if cl.body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	req.Header.Set("Authorization", "Bearer "+access)
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", c.cfg.UserAgent)
	res, err := c.http.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer res.Body.Close()
	a := answer{status: res.StatusCode, header: res.Header}
	if a.status != http.StatusOK {
		// What little came of an error's body is good enough to read it by.
		a.body, _ = io.ReadAll(io.LimitReader(res.Body, maxErrorBody))
		return a, nil
	}
	a.body, err = readBody(res, buf[:0], c.cfg.Limits.MaxBodyBytes)
	return a, err
}

// maxErrorBody is how much of an error's body is read.
const maxErrorBody = 256 << 10

// minBuffer is the size of a page's first buffer where no length was sent.
const minBuffer = 64 << 10

// errTooLarge is a body longer than the limit.
var errTooLarge = errors.New("body over the limit")

// readBody reads an answer of at most limit bytes behind what buf holds.
func readBody(res *http.Response, buf []byte, limit int) ([]byte, error) {
	if res.ContentLength > int64(limit) {
		return buf, errTooLarge
	}
	if want := max(int(res.ContentLength)+1, minBuffer); want > cap(buf) {
		buf = make([]byte, 0, want)
	}
	for {
		if len(buf) == cap(buf) {
			buf = append(buf, 0)[:len(buf)] // Grows as append does.
		}
		n, err := res.Body.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		switch {
		case len(buf) > limit:
			return buf, errTooLarge
		case errors.Is(err, io.EOF):
			return buf, nil
		case err != nil:
			return buf, err
		}
	}
}

// readFailure names a request that got no whole answer.
func readFailure(a answer, err error) *APIError {
	switch {
	case errors.Is(err, errTooLarge):
		return &APIError{Kind: KindTooLarge, Status: a.status}
	case a.status != 0 && errors.Is(err, io.ErrUnexpectedEOF):
		return &APIError{Kind: KindTruncated, Status: a.status}
	}
	e := unreachable(err)
	e.Status = a.status
	return e
}

// decodeFailure names an answer that is not the JSON that was expected. A fault
// that was sent under status 200 is told apart by what it says.
func (c *Client) decodeFailure(a answer, err error) *APIError {
	f, ok := errors.AsType[*scanFault](err)
	if !ok {
		return &APIError{Kind: KindMalformed, Status: a.status, Err: err}
	}
	e := &APIError{Kind: f.kind, Status: a.status, Detail: f.Error()}
	if said := readFault(a.body[:min(len(a.body), 64<<10)], c.secrets.tidy); said.code != "" {
		e.Kind, e.Code, e.Detail, e.Incident = KindServer, said.code, said.detail, said.incident
	}
	if body := bytes.TrimSpace(a.body); len(body) > 0 && !bytes.ContainsRune([]byte(`{["`), rune(body[0])) {
		e.Kind = KindNotJSON
	}
	return e
}
