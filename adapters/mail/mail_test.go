package mail_test

import (
	"errors"
	"io"
	"net"
	"net/url"
	"strings"
	"sync"
	"testing"

	"coresync/adapters/mail"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
	"github.com/stretchr/testify/require"
)

// server is a real SMTP server on loopback that keeps what it gets.
type server struct {
	mu      sync.Mutex
	letters []string
	refuse  error
	signIn  bool // a password is asked for
}

func (s *server) NewSession(*smtp.Conn) (smtp.Session, error) { return &session{server: s}, nil }

type session struct {
	*server
	known bool
}

func (s *session) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != "coresync" || password != "pass word" {
			return errors.New("wrong")
		}
		s.known = true
		return nil
	}), nil
}

func (s *session) Mail(string, *smtp.MailOptions) error {
	if s.signIn && !s.known {
		return smtp.ErrAuthRequired
	}
	return nil
}

func (s *session) Rcpt(string, *smtp.RcptOptions) error { return s.refuse }

func (s *session) Data(r io.Reader) error {
	text, err := io.ReadAll(r)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.letters = append(s.letters, string(text))
	return err
}

func (s *session) Reset() {}

func (s *session) Logout() error { return nil }

// mailer sends to the server.
func (s *server) mailer(t *testing.T, user *url.Userinfo) *mail.Mailer {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	running := smtp.NewServer(s)
	running.AllowInsecureAuth = true
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = running.Serve(listener) // ends with Close
	}()
	t.Cleanup(func() {
		_ = listener.Close() // Close alone leaves one that Serve has not seen yet
		_ = running.Close()
		<-done
	})
	m, err := mail.New(mail.Config{URL: &url.URL{Scheme: "smtp", Host: listener.Addr().String(), User: user}, From: "Coresync <coresync@example.com>"})
	require.NoError(t, err)
	return m
}

var letter = mail.Letter{ID: "7c9e6679", To: "Jürgen Groß <jg@example.net>", Subject: "2 organizations need a customer ✓", Text: "Look at them:\nhttps://core.example.com/x?status=open"}

func TestALetterArrivesWithItsID(t *testing.T) {
	t.Parallel()
	s := &server{}
	m := s.mailer(t, nil)
	require.NoError(t, m.Send(t.Context(), letter))
	require.NoError(t, m.Send(t.Context(), letter))
	require.Len(t, s.letters, 2)
	for _, l := range s.letters {
		require.Contains(t, l, "Message-ID: <7c9e6679@example.com>", "one that is sent again has the same")
		require.Contains(t, l, "Auto-Submitted: auto-generated")
		require.Contains(t, l, "https://core.example.com/x?status=3Dopen")
	}
}

func TestItSignsInWithThePassword(t *testing.T) {
	t.Parallel()
	s := &server{signIn: true}
	require.NoError(t, s.mailer(t, url.UserPassword("coresync", "pass word")).Send(t.Context(), letter))
	err := s.mailer(t, url.UserPassword("coresync", "hush")).Send(t.Context(), letter)
	require.Error(t, err)
	require.NotContains(t, err.Error(), "hush")
	require.Error(t, s.mailer(t, nil).Send(t.Context(), letter))
}

func TestARefusalForGoodIsToldApartAndNamesNobody(t *testing.T) {
	t.Parallel()
	var permanent *mail.PermanentError
	s := &server{refuse: &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no mailbox jg@example.net"}}
	err := s.mailer(t, nil).Send(t.Context(), letter)
	require.ErrorAs(t, err, &permanent)
	require.NotContains(t, err.Error(), "jg@")
	s = &server{refuse: &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "later"}}
	err = s.mailer(t, nil).Send(t.Context(), letter)
	require.Error(t, err)
	require.False(t, errors.As(err, &permanent))
}

// Letters of hostile names can't add headers or recipients.
func TestALineBreakInASubjectIsNoHeader(t *testing.T) {
	t.Parallel()
	s := &server{}
	bad := letter
	bad.Subject = "x\r\nBcc: eve@example.net\r\n\r\nbody"
	require.NoError(t, s.mailer(t, nil).Send(t.Context(), bad))
	head, _, _ := strings.Cut(s.letters[0], "\r\n\r\n")
	require.NotContains(t, head, "\r\nBcc:")
	bad = letter
	bad.To = "a@example.net, b@example.net"
	require.Error(t, s.mailer(t, nil).Send(t.Context(), bad))
}

// To a server elsewhere nothing goes in the clear.
func TestWithoutTLSNothingIsSentElsewhere(t *testing.T) {
	t.Parallel()
	_, err := mail.New(mail.Config{URL: &url.URL{Scheme: "smtp", Host: "127.0.0.1:25"}, From: "nobody"})
	require.ErrorContains(t, err, "--mail-from")
	m, err := mail.New(mail.Config{URL: &url.URL{Scheme: "smtp", Host: "mail.example.com", User: url.UserPassword("a", "b")}, From: "c@example.com"})
	require.NoError(t, err)
	require.Equal(t, "c@example.com over mail.example.com", m.Describe())
}
