package http

import (
	"regexp"
	"strings"
	"testing"

	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// withTicket is a server with ticket 61, whose contact has devices, and 62, whose has none.
func withTicket(t *testing.T) *Server {
	t.Helper()
	return newServer(t, func(_ *Config, s *Services) {
		tickets := fakeTickets()
		for _, n := range []int{61, 62} {
			tickets.things = append(tickets.things, kept[api.Ticket]{thing(n), 1, api.Ticket{
				ID: thing(n), Number: "T-61", Subject: "Slow </script>", Status: "open", Customer: acme(), Contact: &api.Ref{ID: thing(31), Name: "Jane Doe"},
			}})
		}
		s.Tickets = tickets
	})
}

func ticketPath(n int) string { return "/tickets/" + thing(n).String() }

func TestTIC_TheDevicesOfATicketOverTheAPI(t *testing.T) {
	t.Parallel()
	of := func(id uuid.UUID) string { return "/api/v1/tickets/" + id.String() + "/ninja-devices" }
	play(t, only(t), []scenario{
		{name: "devices", path: of(thing(61)), token: "member", status: 200, golden: "ticket_devices.json"},
		{name: "none", path: of(thing(62)), status: 200},
		{name: "no such ticket", path: of(thing(9)), status: 404, code: "ticket_not_found"},
		{name: "who may not", path: of(thing(61)), token: "billing_admin", status: 403, code: "permission_missing"},
	})
}

func TestTIC_01_TheCardIsThereWhenTheContactHasDevices(t *testing.T) {
	t.Parallel()
	s := withTicket(t)
	says(t, words(t, s, ticketPath(61)), "NinjaOne Devices (7)", "As of 12 minutes ago")
	require.NotContains(t, words(t, s, ticketPath(62)), "NinjaOne Devices", "no devices: no card")
}

func TestTIC_02_EachDeviceHasItsIndicator(t *testing.T) {
	t.Parallel()
	text := words(t, withTicket(t), ticketPath(61))
	says(t, text, "Online LAPTOP-1", "Offline LAPTOP-2", "Unknown LAPTOP-3", "Gone LAPTOP-4", "no longer in NinjaOne since 3 March 2026", "Show all")
	first, rest, _ := strings.Cut(text, "Show all")
	require.Contains(t, first, "PHONE-0", "the first five")
	require.NotContains(t, first, "PHONE-1")
	says(t, rest, "PHONE-1", "PHONE-2")
}

func TestTIC_03_NameAndType(t *testing.T) {
	t.Parallel()
	says(t, words(t, withTicket(t), ticketPath(61)), "LAPTOP-1</script> Workstation · last contact 3 minutes ago", "LAPTOP-2 Mac")
}

func TestTIC_04_OneClickLinkToTheDashboard(t *testing.T) {
	t.Parallel()
	body := browse(withTicket(t), "GET", ticketPath(61), "owner", nil).Body.String()
	links := regexp.MustCompile(`<a [^>]*href="https://portal\.msp\.example/#/deviceDashboard/402/overview"[^>]*>`).FindAllString(body, -1)
	require.Len(t, links, 3, "none for a device that is gone")
	for _, part := range []string{`target="_blank"`, `rel="noopener noreferrer"`, `title="portal.msp.example"`, `aria-label="Open LAPTOP-1`} {
		require.Contains(t, links[0], part)
	}
}

// A client's assets stand next to its tickets, contracts and contacts.
func TestPRE_03_OneViewOfWhatACustomerHas(t *testing.T) {
	t.Parallel()
	s := withTicket(t)
	text := words(t, s, ticketPath(61))
	require.Regexp(t, `Assets \d+ Tickets \d+ Contracts \d+ Contacts \d+`, text)
	body := browse(s, "GET", ticketPath(61), "owner", nil).Body.String()
	for _, list := range []string{"/assets", "/tickets", "/contacts"} {
		require.Contains(t, body, `href="`+list+`?customer=`+acme().ID.String()+`"`)
	}
	require.Contains(t, body, `href="/customers/`+acme().ID.String()+`#contracts"`)
}
