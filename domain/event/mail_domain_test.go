package event_test

import (
	"testing"

	"coresync/domain/event"

	"github.com/stretchr/testify/require"
)

func TestMailDomain(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"Ann@Acme.Example": "acme.example", "ann@mail.acme.example.": "mail.acme.example", `"a@b"@acme.example`: "acme.example",
		"": "", "ann": "", "@acme.example": "", `ACME\ann`: "", "ann@acme": "", "ann@.example": "", "ann@acme.": "", "ann@ac me.example": "", "ann@аcme.example": "",
	} {
		require.Equal(t, want, event.MailDomain(address), address)
	}
}
