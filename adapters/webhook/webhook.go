// Package webhook sends signed messages to programs outside, after Standard Webhooks.
//
// Addresses are typed by people, and what they name is resolved by a server that others may
// run. So each connection is looked at when it is made, after names were resolved: addresses
// within a network are reached only where the settings allow it. Redirects are not followed,
// and of an answer no more is read than its status needs.
package webhook

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	standard "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

const (
	// mostAnswer is how much of an answer is read, in bytes, so that its connection can be
	// used again.
	mostAnswer = 64 << 10
	// secretLength is that of a secret, in bytes; Standard Webhooks wants 24 to 64.
	secretLength = 32
)

// HeaderReplay tells that a message was sent before, and is sent again because somebody
// asked for it.
const HeaderReplay = "Coresync-Replay"

// Config says how messages go out.
type Config struct {
	// Networks may be reached although they are private, such as 10.0.0.0/8. Loopback ones
	// may be reached without TLS, too.
	Networks []netip.Prefix
	// Clock defaults to time.Now.
	Clock func() time.Time
}

// Message is one to send.
type Message struct {
	ID   string // the same at each try
	URL  string // as CheckURL lets through
	Body []byte // JSON
	// Secrets sign it: the one that holds, and for a while the one before.
	Secrets []string
	Replay  bool
}

// Answer is what a receiver said.
type Answer struct {
	Status int           // 0: it did not answer
	After  time.Duration // how long it asks to be left alone; 0: it says nothing
	// Err is nil where it took the message. It holds neither the path of the address nor
	// anything that the receiver wrote.
	Err error
}

// Sender sends messages. Safe for concurrent use.
type Sender struct {
	cfg    Config
	client *http.Client
}

// New makes one.
func New(cfg Config) *Sender {
	if cfg.Clock == nil {
		cfg.Clock = time.Now
	}
	s := &Sender{cfg: cfg}
	dialer := &net.Dialer{Timeout: 10 * time.Second, Control: s.control}
	s.client = &http.Client{
		Transport: &http.Transport{ // no proxy: the look at the address would be its, not ours
			DialContext: dialer.DialContext, TLSHandshakeTimeout: 10 * time.Second, ForceAttemptHTTP2: true,
			TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12}, MaxResponseHeaderBytes: mostAnswer,
			MaxIdleConnsPerHost: 1, IdleConnTimeout: 30 * time.Second, DisableCompression: true,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return s
}

// NewSecret makes a secret as receivers are given it.
func NewSecret() string {
	secret := make([]byte, secretLength)
	_, _ = rand.Read(secret) // never fails
	return "whsec_" + base64.StdEncoding.EncodeToString(secret)
}

// Send sends a message and waits for the answer, as long as the context lets it.
func (s *Sender) Send(ctx context.Context, m Message) Answer {
	request, err := s.request(ctx, m)
	if err != nil {
		return Answer{Err: err}
	}
	response, err := s.client.Do(request)
	if err != nil {
		return Answer{Err: reason(ctx, err)}
	}
	_, _ = io.CopyN(io.Discard, response.Body, mostAnswer) // what it says besides its status is of no use
	_ = response.Body.Close()
	a := Answer{Status: response.StatusCode}
	switch {
	case a.Status >= 200 && a.Status < 300:
		return a
	case a.Status >= 300 && a.Status < 400:
		a.Err = fmt.Errorf("the receiver answered %d; redirects are not followed, so give the address that it leads to", a.Status)
	case a.Status == http.StatusGone:
		a.Err = errors.New("the receiver answered 410: it wants nothing any more")
	default:
		a.Err = fmt.Errorf("the receiver answered %d", a.Status)
	}
	if seconds, err := strconv.Atoi(response.Header.Get("Retry-After")); err == nil && seconds > 0 {
		a.After = time.Duration(min(seconds, 3600)) * time.Second
	}
	return a
}

// request makes a signed request.
func (s *Sender) request(ctx context.Context, m Message) (*http.Request, error) {
	if err := s.CheckURL(m.URL); err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, m.URL, bytes.NewReader(m.Body))
	if err != nil {
		return nil, errors.New("the address makes no request")
	}
	now := s.cfg.Clock()
	signatures := make([]string, 0, len(m.Secrets))
	for _, secret := range m.Secrets {
		key, err := standard.NewWebhook(secret)
		if err != nil {
			return nil, errors.New("the secret can't be read; make a new one")
		}
		signature, err := key.Sign(m.ID, now, m.Body)
		if err != nil {
			return nil, fmt.Errorf("sign message %s: %w", m.ID, err)
		}
		signatures = append(signatures, signature)
	}
	h := request.Header
	h.Set("Content-Type", "application/json")
	h.Set("User-Agent", "Coresync")
	h.Set("Idempotency-Key", m.ID)
	h.Set(standard.HeaderWebhookID, m.ID)
	h.Set(standard.HeaderWebhookTimestamp, strconv.FormatInt(now.Unix(), 10))
	h.Set(standard.HeaderWebhookSignature, strings.Join(signatures, " "))
	if m.Replay {
		h.Set(HeaderReplay, "true")
	}
	return request, nil
}

// reason says why nobody answered, without the address.
func reason(ctx context.Context, err error) error {
	var private *PrivateError
	var whole *url.Error
	switch {
	case errors.As(err, &private):
		return private
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return errors.New("the receiver did not answer in time")
	case errors.As(err, &whole):
		err = whole.Err
	}
	return fmt.Errorf("reach the receiver: %w", err)
}
