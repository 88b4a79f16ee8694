package api

// Services is the table of contents of the API: what NewServer is given. A nil
// member means that this process does not offer the resource; its routes answer
// 501 with the code not_offered.
type Services struct {
	Tokens Tokens
	// AuditorLinks let people without an account read.
	AuditorLinks AuditorLinks
	Users        Users
	Sessions     Sessions
	// SignOn is nil where people sign in by password only.
	SignOn SignOn
	Views  Views
	// Mail tells that letters can be sent.
	Mail             bool
	Positions        Positions
	Connections      Connections
	Runs             Runs
	Organizations    Organizations
	Undos            Undos
	Ignores          Ignores
	Customers        Customers
	Contacts         Contacts
	Contracts        Contracts
	Tickets          Tickets
	TicketDevices    TicketDevices
	Imports          Imports
	Assets           Assets
	Warranties       Warranties
	Decisions        AssetDecisions
	Changes          AssetChanges
	Search           Search
	Comparisons      Comparisons
	Exports          Exports
	Associations     Associations
	ContactLinks     ContactLinks
	Notifications    Notifications
	Access           Access
	AccessRequests   AccessRequests
	Provisioning     Provisioning
	AccessConnectors AccessConnectors
	AccessApps       AccessApps
	AccessReviews    AccessReviews
	Settings         Settings
	Events           Events
	Reports          Reports
	Replacements     Replacements
	Ledgers          Ledgers
	Movements        Movements
	ReportMail       ReportMail
	Webhooks         Webhooks
	Projections      Projections
	Rules            Rules
	Audit            Audit
	Privacy          Privacy
	// Ready are asked by /readyz; all must hold.
	Ready []Probe
}
