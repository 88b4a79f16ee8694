// Package mail sends letters by SMTP.
package mail

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	smtp "github.com/wneessen/go-mail"
)

// Config says where letters go out.
type Config struct {
	// URL is smtp://user:password@host:port, where STARTTLS is required unless the host is
	// this machine or ?starttls=optional says otherwise, or smtps://… for TLS from the
	// first byte. Ports default to 587 and 465.
	URL *url.URL
	// From is the sender, such as "Coresync <coresync@example.com>".
	From string
}

// Letter is one letter.
type Letter struct {
	// ID makes the Message-ID: a letter that is sent again has the same.
	ID            string
	To            string
	Subject, Text string
	// File goes with it; nil: none.
	File *File
}

// File is what goes with a letter.
type File struct {
	Name, MediaType string
	Body            []byte
}

// PermanentError says that the server refused a letter for good.
type PermanentError struct{ Cause error }

// Error implements error.
func (e *PermanentError) Error() string { return e.Cause.Error() }

// Unwrap gives the cause.
func (e *PermanentError) Unwrap() error { return e.Cause }

// Mailer sends letters. Safe for concurrent use.
type Mailer struct {
	cfg    Config
	from   *mail.Address
	domain string // of Message-IDs
}

// New checks the settings; nothing is connected yet.
func New(cfg Config) (*Mailer, error) {
	from, err := mail.ParseAddress(cfg.From)
	if err != nil {
		return nil, fmt.Errorf("--mail-from: %q is no sender; give one such as coresync@example.com", cfg.From)
	}
	m := &Mailer{cfg: cfg, from: from, domain: from.Address[strings.LastIndexByte(from.Address, '@')+1:]}
	_, err = m.client()
	return m, err
}

// Describe says where letters go out, without a secret.
func (m *Mailer) Describe() string { return m.from.Address + " over " + m.cfg.URL.Hostname() }

// Send hands a letter to the server. Error: *PermanentError where it would refuse it again;
// no error names the recipient.
func (m *Mailer) Send(ctx context.Context, l Letter) error {
	to, err := mail.ParseAddress(l.To)
	if err != nil {
		return &PermanentError{errors.New("send a letter: the recipient has no valid address")}
	}
	msg := smtp.NewMsg()
	msg.FromMailAddress(m.from)
	msg.ToMailAddress(to)
	msg.Subject(l.Subject)
	msg.SetMessageIDWithValue(l.ID + "@" + m.domain)
	msg.SetDate()
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no out-of-office answers
	msg.SetBodyString(smtp.TypeTextPlain, l.Text)
	if l.File != nil {
		if err := msg.AttachReader(l.File.Name, bytes.NewReader(l.File.Body), smtp.WithFileContentType(smtp.ContentType(l.File.MediaType))); err != nil {
			return fmt.Errorf("attach %s: %w", l.File.Name, err)
		}
	}
	client, err := m.client()
	if err != nil {
		return err
	}
	if err := client.DialAndSendWithContext(ctx, msg); err != nil {
		return m.failed(err)
	}
	return nil
}

// failed keeps addresses out of an error, and tells what is for good.
func (m *Mailer) failed(err error) error {
	var sending *smtp.SendError
	if !errors.As(err, &sending) {
		return fmt.Errorf("reach the mail server %s: %w", m.cfg.URL.Hostname(), withoutURL(err))
	}
	refused := fmt.Errorf("the mail server %s did not take the letter: %s (code %d)", m.cfg.URL.Hostname(), sending.Reason, sending.ErrorCode())
	if sending.ErrorCode() >= 500 && !sending.IsTemp() {
		return &PermanentError{refused}
	}
	return refused
}

// withoutURL is an error of the network without what was sent over it.
func withoutURL(err error) error {
	var network *net.OpError
	if errors.As(err, &network) {
		return network
	}
	return err
}

func (m *Mailer) client() (*smtp.Client, error) {
	u := m.cfg.URL
	options := []smtp.Option{smtp.WithTimeout(20 * time.Second)}
	switch {
	case u.Scheme == "smtps":
		options = append(options, smtp.WithSSL(), smtp.WithPort(port(u, 465)))
	case local(u.Hostname()) || u.Query().Get("starttls") == "optional":
		options = append(options, smtp.WithTLSPolicy(smtp.TLSOpportunistic), smtp.WithPort(port(u, 587)))
	default:
		options = append(options, smtp.WithTLSPolicy(smtp.TLSMandatory), smtp.WithPort(port(u, 587)))
	}
	if u.User != nil {
		password, _ := u.User.Password()
		kind := smtp.SMTPAuthAutoDiscover // which offers no password in the clear
		if local(u.Hostname()) {
			kind = smtp.SMTPAuthPlainNoEnc // within this machine
		}
		options = append(options, smtp.WithSMTPAuth(kind), smtp.WithUsername(u.User.Username()), smtp.WithPassword(password))
	}
	client, err := smtp.NewClient(u.Hostname(), options...)
	if err != nil {
		return nil, fmt.Errorf("--smtp-url: %w", err)
	}
	return client, nil
}

func port(u *url.URL, usual int) int {
	if n, err := strconv.Atoi(u.Port()); err == nil {
		return n
	}
	return usual
}

// local tells whether a host is this machine.
func local(host string) bool {
	address, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && address.IsLoopback()
}
