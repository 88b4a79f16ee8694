package fleet

// An industry says what customers of one trade are called, what they own and
// how they name it. Patterns: {L} and {M} surnames, {C} city, {F} feature.
type industry struct {
	id       string
	patterns []string
	suffixes []string // legal forms; "" for none
	rooms    []string // names that people give to machines by place
	login    []loginForm
	hosts    []hostStyle
	mix      classMix
	weight   int // relative size of the customers
	often    int // relative number of customers
}

// classMix gives the share of each class, per thousand.
type classMix map[Class]int

// officeMix is what an ordinary office has.
var officeMix = classMix{
	WindowsWorkstation: 690, WindowsServer: 75, Mac: 45, LinuxWorkstation: 4, LinuxServer: 14, VMwareHost: 9,
	VMwareGuest: 22, HyperVHost: 6, HyperVGuest: 16, NMSSwitch: 24, NMSFirewall: 14, NMSRouter: 4, NMSWAP: 20,
	NMSPrinter: 20, NMSPhone: 6, AppleIOS: 8, AppleIPadOS: 6, Android: 6, CloudMonitorTarget: 9, UnmanagedDevice: 8,
}

var schoolMix = classMix{
	WindowsWorkstation: 480, WindowsServer: 50, Mac: 120, MacServer: 3, LinuxServer: 12, VMwareHost: 10, VMwareGuest: 30,
	NMSSwitch: 45, NMSFirewall: 8, NMSWAP: 70, NMSPrinter: 30, NMSPhone: 12, AppleIPadOS: 90, Android: 10,
	CloudMonitorTarget: 10, UnmanagedDevice: 20,
}

var plantMix = classMix{
	WindowsWorkstation: 590, WindowsServer: 100, Mac: 12, LinuxWorkstation: 14, LinuxServer: 34, VMwareHost: 18,
	VMwareGuest: 55, HyperVHost: 8, HyperVGuest: 20, NMSSwitch: 45, NMSFirewall: 14, NMSRouter: 6, NMSWAP: 26,
	NMSPrinter: 24, NMSScanner: 10, Android: 14, CloudMonitorTarget: 6, UnmanagedDevice: 14,
}

var studioMix = classMix{
	WindowsWorkstation: 380, WindowsServer: 40, Mac: 400, LinuxServer: 14, NMSSwitch: 20, NMSFirewall: 14, NMSWAP: 26,
	NMSPrinter: 24, AppleIOS: 30, AppleIPadOS: 20, CloudMonitorTarget: 14, UnmanagedDevice: 8,
}

var (
	legalOffice = []string{"LLC", "Inc.", "Inc", "Corp", "Corporation", "Ltd", "Limited", "", ""}
	legalFirm   = []string{"LLP", "PLLC", "LLC", "", ""}
	legalNone   = []string{""}
)

var industries = []industry{
	{id: "dental", often: 4, weight: 10, mix: officeMix, suffixes: []string{"PLLC", "LLC", "Inc.", "", ""},
		patterns: []string{"{L} Family Dental", "{C} Dental Care", "{F} Dental Group", "{L} & {M} Orthodontics", "{F} Smiles Dentistry"},
		rooms:    []string{"FRONTDESK", "OP", "XRAY", "PANO", "STERI", "CONSULT", "DROFFICE", "LAB", "CHECKOUT"},
		login:    []loginForm{loginFirst, loginFLast, loginFirstL}, hosts: []hostStyle{hostRoom, hostRoom, hostCode}},
	{id: "law", often: 4, weight: 16, mix: officeMix, suffixes: legalFirm,
		patterns: []string{"{L} & {M}", "{L} {M} Law Group", "The {L} Law Firm", "{L}, {M} & Associates", "{C} Injury Attorneys"},
		rooms:    []string{"CONF", "RECEPTION", "PARALEGAL", "RECORDS", "INTAKE"},
		login:    []loginForm{loginFLast, loginFLast, loginFirstDotLast}, hosts: []hostStyle{hostUser, hostCode, hostTag}},
	{id: "school", often: 3, weight: 46, mix: schoolMix, suffixes: legalNone,
		patterns: []string{"{C} Charter School", "{C} Unified School District", "St. {L} Academy", "{F} Montessori School", "{C} Christian School"},
		rooms:    []string{"LIB", "LAB", "RM1", "RM2", "CART", "OFFICE", "GYM", "MEDIA"},
		login:    []loginForm{loginFirstDotLast, loginFLast}, hosts: []hostStyle{hostRoom, hostTag, hostCode}},
	{id: "manufacturing", often: 4, weight: 34, mix: plantMix, suffixes: legalOffice,
		patterns: []string{"{F} Precision Machining", "{C} Tool & Die", "{L} Plastics", "{F} Metal Works", "{L} Packaging Solutions", "{C} Foundry"},
		rooms:    []string{"SHOP", "CNC", "SHIPPING", "QC", "RECEIVING", "ERP", "MAINT"},
		login:    []loginForm{loginFLast, loginLastF, loginLastFirst}, hosts: []hostStyle{hostCode, hostSite, hostTag}},
	{id: "accounting", often: 3, weight: 14, mix: officeMix, suffixes: legalFirm,
		patterns: []string{"{L} & Associates CPAs", "{L} {M} Accounting", "{C} Tax & Bookkeeping", "{F} Wealth Advisors"},
		rooms:    []string{"TAX", "AUDIT", "RECEPTION", "CONF"},
		login:    []loginForm{loginFirstDotLast, loginFLast}, hosts: []hostStyle{hostUser, hostDefault, hostCode}},
	{id: "veterinary", often: 2, weight: 8, mix: officeMix, suffixes: []string{"PLLC", "LLC", ""},
		patterns: []string{"{C} Animal Hospital", "{F} Veterinary Clinic", "{L} Equine Services"},
		rooms:    []string{"FRONTDESK", "EXAM", "SURGERY", "PHARMACY", "KENNEL"},
		login:    []loginForm{loginFirst, loginFirstL}, hosts: []hostStyle{hostRoom, hostDefault}},
	{id: "construction", often: 3, weight: 18, mix: officeMix, suffixes: legalOffice,
		patterns: []string{"{L} Construction", "{F} Builders", "{L} & Sons Roofing", "{C} Electrical Contractors", "{F} Excavating"},
		rooms:    []string{"ESTIMATING", "JOBSITE", "PLANROOM", "PAYROLL"},
		login:    []loginForm{loginFirstL, loginFLast}, hosts: []hostStyle{hostUser, hostCode, hostDefault}},
	{id: "logistics", often: 2, weight: 26, mix: plantMix, suffixes: legalOffice,
		patterns: []string{"{F} Freight Lines", "{C} Logistics", "{L} Trucking", "{F} Cold Storage"},
		rooms:    []string{"DISPATCH", "DOCK", "YARD", "SCALE", "GATE"},
		login:    []loginForm{loginFLast, loginFirstDotLast}, hosts: []hostStyle{hostSite, hostCode}},
	{id: "medical", often: 4, weight: 28, mix: officeMix, suffixes: []string{"PLLC", "LLC", "Inc.", ""},
		patterns: []string{"{C} Orthopedic Associates", "{F} Pediatrics", "{C} Family Medicine", "{L} Eye Center", "{F} Physical Therapy"},
		rooms:    []string{"EXAM", "CHECKIN", "CHECKOUT", "NURSE", "LAB", "TRIAGE", "MEDREC"},
		login:    []loginForm{loginFLast, loginLastFirst}, hosts: []hostStyle{hostCode, hostRoom, hostSite}},
	{id: "nonprofit", often: 2, weight: 12, mix: officeMix, suffixes: legalNone,
		patterns: []string{"{C} Food Bank", "{F} Community Foundation", "{C} Habitat Alliance", "{F} Church", "{C} Youth Center"},
		rooms:    []string{"OFFICE", "VOLUNTEER", "LOBBY", "CLASSROOM"},
		login:    []loginForm{loginFirst, loginFirstDotLast}, hosts: []hostStyle{hostDefault, hostRoom}},
	{id: "property", often: 2, weight: 12, mix: officeMix, suffixes: legalOffice,
		patterns: []string{"{F} Realty", "{L} Property Management", "{C} Title Company", "{F} Apartments"},
		rooms:    []string{"LEASING", "FRONTDESK", "CLOSING", "MAINT"},
		login:    []loginForm{loginFirstDotLast, loginFirst}, hosts: []hostStyle{hostDefault, hostUser}},
	{id: "engineering", often: 3, weight: 22, mix: studioMix, suffixes: legalOffice,
		patterns: []string{"{L} {M} Architects", "{F} Civil Engineering", "{L} Design Studio", "{F} Creative", "{C} Surveying"},
		rooms:    []string{"STUDIO", "RENDER", "PLOTTER", "CONF"},
		login:    []loginForm{loginFirstDotLast, loginFirst}, hosts: []hostStyle{hostUser, hostCode}},
	{id: "insurance", often: 2, weight: 14, mix: officeMix, suffixes: legalOffice,
		patterns: []string{"{L} Insurance Agency", "{F} Benefits Group", "{C} Insurance Partners"},
		rooms:    []string{"RECEPTION", "CLAIMS", "AGENT"},
		login:    []loginForm{loginFLast, loginFirstL}, hosts: []hostStyle{hostUser, hostTag, hostSerial}},
	{id: "municipal", often: 2, weight: 30, mix: plantMix, suffixes: legalNone,
		patterns: []string{"City of {C}", "{C} Public Library", "{C} Water Authority", "Town of {C}", "{C} Fire District"},
		rooms:    []string{"CLERK", "COUNCIL", "PUBWORKS", "DISPATCH", "PATROL", "FINANCE"},
		login:    []loginForm{loginFLast, loginLastDotFirst}, hosts: []hostStyle{hostSite, hostCode, hostTag}},
	{id: "hospitality", often: 2, weight: 14, mix: officeMix, suffixes: legalOffice,
		patterns: []string{"{F} Inn & Suites", "The {F} Grill", "{F} Brewing", "{C} Country Club"},
		rooms:    []string{"POS", "BAR", "HOST", "KITCHEN", "OFFICE", "FRONTDESK"},
		login:    []loginForm{loginFirst, loginFirstL}, hosts: []hostStyle{hostRoom, hostDefault}},
}

// cities are places with their state and the prefix that hosts there get.
var cities = []struct{ name, state, code string }{
	{"Cedar Falls", "IA", "CDF"}, {"Burlington", "VT", "BUR"}, {"Ashland", "OR", "ASH"}, {"Fairview", "TN", "FVW"},
	{"Millbrook", "AL", "MIL"}, {"Lakewood", "CO", "LKW"}, {"Oakdale", "MN", "OAK"}, {"Riverside", "OH", "RVS"},
	{"Harrison", "AR", "HAR"}, {"Clayton", "NC", "CLY"}, {"Dover", "DE", "DOV"}, {"Salem", "VA", "SAL"},
	{"Bristol", "CT", "BRI"}, {"Greenville", "SC", "GRV"}, {"Franklin", "TN", "FRA"}, {"Clinton", "MS", "CLI"},
	{"Georgetown", "TX", "GEO"}, {"Madison", "WI", "MAD"}, {"Chester", "PA", "CHE"}, {"Auburn", "WA", "AUB"},
	{"Newport", "RI", "NEW"}, {"Hudson", "NY", "HUD"}, {"Concord", "NH", "CON"}, {"Milford", "MA", "MLF"},
	{"Winchester", "KY", "WIN"}, {"Kingston", "NY", "KNG"}, {"Arlington", "TX", "ARL"}, {"Bedford", "IN", "BED"},
	{"Monroe", "LA", "MON"}, {"Jackson", "WY", "JAC"}, {"Camden", "ME", "CAM"}, {"Lebanon", "OR", "LEB"},
	{"Centerville", "UT", "CTV"}, {"Dayton", "OH", "DAY"}, {"Troy", "MI", "TRY"}, {"Lexington", "KY", "LEX"},
	{"Manchester", "NH", "MAN"}, {"Marion", "IL", "MAR"}, {"Oxford", "MS", "OXF"}, {"Springfield", "MO", "SPR"},
	{"Medford", "OR", "MED"}, {"Boise", "ID", "BOI"}, {"Helena", "MT", "HEL"}, {"Yuma", "AZ", "YUM"},
}

// features are the first words that firms like to be called by.
var features = []string{
	"Harbor View", "Summit", "Blue Ridge", "Evergreen", "Lighthouse", "Granite", "Sunrise", "Northstar", "Willow Creek",
	"Ironwood", "Silver Lake", "Pinnacle", "Heritage", "Redwood", "Golden Gate", "Keystone", "Prairie", "Copper Canyon",
	"Maple Grove", "Eagle Point", "Stonebridge", "Crestline", "Bayside", "High Desert", "Timberline", "Cornerstone",
	"Meadowbrook", "Cascade", "Beacon Hill", "Twin Rivers", "Liberty", "Old Mill", "Fox Hollow", "Westgate", "Compass",
}
