package api

// Kinds of things that events are about, as EventFilter.About names them.
const (
	AboutAsset        = "asset"
	AboutOrganization = "organization"
	AboutCustomer     = "customer"
	AboutContact      = "contact"
	AboutContract     = "contract"
	AboutTicket       = "ticket"
	AboutConnection   = "connection"
	AboutUser         = "user"
	AboutToken        = "token"
)

// AboutKinds lists them in the order in which people are shown them.
func AboutKinds() []string {
	return []string{
		AboutAsset, AboutOrganization, AboutCustomer, AboutContact, AboutContract, AboutTicket, AboutConnection, AboutUser, AboutToken,
	}
}
