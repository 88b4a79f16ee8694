package cli_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// A person is erased on the command line: asked for first, and the log is right afterwards.
func TestPrivacy_ErasureOnTheCommandLine(t *testing.T) {
	t.Parallel()
	c := newTerminal(t)
	c.run(0, "import", "customers", c.file("customers.csv", "external_id,name,number,domains,city\n1,Initech,,,\n"))
	c.run(0, "import", "contacts", c.file("contacts.csv", "external_id,customer_external_id,name,email,phone\n7,1,Jane Doe,jane@initech.example,555\n"))
	var recorded struct {
		Stream string `json:"stream"`
	}
	c.json(0, &recorded, "events", "list", "--type", "ContactRecorded")
	id := recorded.Stream[len("contact/"):]

	c.run(2, "privacy", "erase", "contact", id)
	c.run(2, "privacy", "erase", "moon", id, "--reason", "request 12")
	c.run(2, "privacy", "erase", "contact", "x", "--reason", "request 12")
	_, said := c.run(2, "privacy", "erase", "contact", id, "--reason", "request 12")
	require.Contains(t, said, "Jane Doe <jane@initech.example>", "what goes is said first")
	require.Contains(t, said, "--yes")
	out, _ := c.run(0, "events", "list", "--type", "PersonErased")
	require.NotContains(t, out, "PersonErased")

	c.run(0, "privacy", "erase", "contact", id, "--reason", "request 12", "--yes")
	_, said = c.run(0, "privacy", "erase", "contact", id, "--reason", "request 12", "--yes")
	require.NotContains(t, said, "Jane")
	out, _ = c.run(0, "events", "list", "--type", "PersonErased")
	require.Contains(t, out, "PersonErased")
	require.NotContains(t, out, "Jane")
	out, _ = c.run(0, "audit", "fsck")
	require.Contains(t, out, "3 events fit their leaves")
	c.run(0, "projections", "fsck")
}
