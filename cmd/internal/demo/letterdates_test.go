package demo_test

import (
	"bytes"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"testing"
	"time"

	"coresync/cmd/internal/demo"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// opened reads a letter as whom it is for does: to whom, its subject and its text.
func opened(t *testing.T, letter string) (to, subject, text string) {
	t.Helper()
	m, err := mail.ReadMessage(strings.NewReader(letter))
	require.NoError(t, err)
	subject, err = new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	require.NoError(t, err)
	address, err := m.Header.AddressList("To")
	require.NoError(t, err)
	require.Len(t, address, 1)
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	require.NoError(t, err)
	body := io.Reader(quotedprintable.NewReader(m.Body))
	if strings.HasPrefix(kind, "multipart/") {
		part, err := multipart.NewReader(m.Body, params["boundary"]).NextPart() // reads quoted-printable by itself
		require.NoError(t, err)
		body = part
	}
	read, err := io.ReadAll(body)
	require.NoError(t, err)
	return address[0].Address, subject, strings.ReplaceAll(string(read), "\r\n", "\n")
}

// reading is somebody who reads dates in a language, where he is.
func reading(t *testing.T, d *demo.Demo, email, language, zone string) uuid.UUID {
	t.Helper()
	id := person(t, d, email)
	_, err := d.App.Services().Users.Update(t.Context(), d.Tenant, "test", id, api.UserPatch{Language: &language, Timezone: &zone})
	require.NoError(t, err)
	return id
}

// A report that goes to several is dated for each as his profile says, by the day that it is
// where he is. What is attached is the same for all.
func TestALetterIsDatedAsItsRecipientReadsDates(t *testing.T) {
	t.Parallel()
	d, box := startWithMail(t)
	// It is never the same day in both.
	east, west := reading(t, d, "east@msp.example", "en-US", "Pacific/Kiritimati"), reading(t, d, "west@msp.example", "iso", "Pacific/Honolulu")
	plain := person(t, d, "plain@msp.example")
	services := d.App.Services()
	made, err := services.ReportMail.Create(t.Context(), by(d, "test"), api.ReportScheduleDraft{
		Report: api.ReportCompanies, Format: "csv", Frequency: "weekly", Day: 1, Hour: 7, Recipients: []uuid.UUID{east, west, plain},
	})
	require.NoError(t, err)
	_, err = services.ReportMail.Send(t.Context(), by(d, "test"), *made.ID)
	require.NoError(t, err)
	deliver(t, d)
	at := schedule(t, d, *made.ID).Last.At
	said := map[string][2]string{
		"east@msp.example":  {in(t, at, "Pacific/Kiritimati", "January 2, 2006"), in(t, at, "Pacific/Kiritimati", "January 2, 2006, 3:04 PM MST")},
		"west@msp.example":  {in(t, at, "Pacific/Honolulu", "2006-01-02"), in(t, at, "Pacific/Honolulu", "2006-01-02, 15:04 MST")},
		"plain@msp.example": {in(t, at, "UTC", "2 January 2006"), in(t, at, "UTC", "2 January 2006, 15:04 MST")},
	}
	require.Len(t, box.letters, len(said))
	_, _, file := attachment(t, box.letters[0])
	for _, letter := range box.letters {
		to, subject, text := opened(t, letter)
		require.Equal(t, api.ScheduledTitle(api.ReportCompanies)+", "+said[to][0], subject, to)
		require.Contains(t, text, "as of "+said[to][1]+".\n", to)
		_, _, same := attachment(t, letter)
		require.True(t, bytes.Equal(file, same), to)
	}
}

// A link is good until a time that whom it is sent to reads without reckoning.
func TestALinkEndsAtATimeOfItsRecipient(t *testing.T) {
	t.Parallel()
	d, box := startWithMail(t)
	name, zone := "MSP", "Asia/Kathmandu"
	_, err := d.App.Services().Settings.Update(t.Context(), d.Tenant, "test", nil, api.WorkspacePatch{Name: &name, Timezone: &zone})
	require.NoError(t, err)
	for _, id := range []uuid.UUID{reading(t, d, "anna@msp.example", "de", "Pacific/Honolulu"), person(t, d, "here@msp.example")} {
		link, err := d.App.Services().Users.Invite(t.Context(), d.Tenant, id, "test")
		require.NoError(t, err)
		to, _, text := opened(t, box.letters[len(box.letters)-1])
		want := in(t, link.ExpiresAt, zone, "2 January 2006, 15:04 MST")
		if to == "anna@msp.example" {
			want = in(t, link.ExpiresAt, "Pacific/Honolulu", "2. {month} 2006, 15:04 MST")
		}
		require.Contains(t, text, "until "+want+":\n", to)
	}
	require.NoError(t, d.App.Services().Sessions.Forgot(t.Context(), api.Credentials{Email: "anna@msp.example", Address: "127.0.0.1"}))
	require.Eventually(t, func() bool { return box.has(3) }, 20*time.Second, 50*time.Millisecond)
	_, subject, text := opened(t, box.letters[2])
	require.Equal(t, "Choose a new password", subject)
	require.Regexp(t, `until \d+\. \p{L}+ \d{4}, \d\d:\d\d HST:\n`, text)
}

// germanMonths are the months of the year in German.
var germanMonths = strings.Fields("Januar Februar März April Mai Juni Juli August September Oktober November Dezember")

// in writes a moment somewhere; {month} is the month in German.
func in(t *testing.T, at time.Time, zone, layout string) string {
	t.Helper()
	where, err := time.LoadLocation(zone)
	require.NoError(t, err)
	local := at.In(where)
	return strings.ReplaceAll(local.Format(layout), "{month}", germanMonths[local.Month()-1])
}

// has tells whether so many letters have come.
func (p *postbox) has(n int) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.letters) == n
}
