package cli_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// A person is erased on the command line: asked for first, and the log is right afterwards.
func TestGAP_07_ErasureOnTheCommandLine(t *testing.T) {
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

// The rules on last users are set and shown, and the report names nobody.
func TestGAP_07_RulesAndReportOnTheCommandLine(t *testing.T) {
	t.Parallel()
	c := newTerminal(t)
	c.run(0, "import", "customers", c.file("customers.csv", "external_id,name,number,domains,city\n1,Initech,,,\n"))
	c.run(0, "import", "contacts", c.file("contacts.csv", "external_id,customer_external_id,name,email,phone\n7,1,Jane Doe,jane@initech.example,555\n"))
	var recorded struct {
		Stream string `json:"stream"`
	}
	c.json(0, &recorded, "events", "list", "--type", "CustomerRecorded")
	customer := recorded.Stream[len("customer/"):]
	c.json(0, &recorded, "events", "list", "--type", "ContactRecorded")
	contact := recorded.Stream[len("contact/"):]

	c.run(2, "privacy", "keep", "off")
	c.run(2, "privacy", "keep", "off", "--customer", "x")
	c.run(2, "privacy", "keep", "perhaps", "--customer", customer)
	out, _ := c.run(0, "privacy", "keep", "off", "--customer", customer, "--preview")
	require.Regexp(t, `devices whose last user is not recorded any more +0`, out)
	out, _ = c.run(0, "privacy", "keep", "off", "--customer", customer)
	require.Regexp(t, `customer +Initech +not kept`, out)
	c.run(2, "privacy", "retention", "1")
	c.run(2, "privacy", "retention", "x")
	out, _ = c.run(0, "privacy", "retention", "90")
	require.Contains(t, out, "90 days")
	c.run(2, "privacy", "forget", "--customer", customer)
	c.run(0, "privacy", "forget", "--customer", customer, "--yes")
	out, _ = c.run(0, "privacy", "keep")
	require.Contains(t, out, "not kept")

	out, _ = c.run(0, "privacy", "report")
	require.Regexp(t, `contact +1 +name, e-mail address, telephone`, out)
	require.Contains(t, out, "names of devices")
	require.NotContains(t, out, "Jane")
	c.run(2, "privacy", "report", "contact")
	c.run(2, "privacy", "report", "--format", "csv")
	out, _ = c.run(0, "privacy", "report", "contact", contact, "--format", "csv")
	require.Contains(t, out, "contact,Jane Doe <jane@initech.example>,")
	var person struct {
		Name  string `json:"name"`
		Phone string `json:"phone"`
	}
	c.json(0, &person, "privacy", "report", "contact", contact)
	require.Equal(t, "Jane Doe", person.Name)
	require.Equal(t, "555", person.Phone)
	var report struct {
		Kinds []struct {
			Kind     string `json:"kind"`
			Subjects int    `json:"subjects"`
		} `json:"kinds"`
	}
	c.json(0, &report, "privacy", "report")
	require.Len(t, report.Kinds, 1)
}
