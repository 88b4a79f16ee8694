package fleet

import "strings"

// personKind says where a person is listed.
type personKind uint8

const (
	personEndUser  personKind = iota // has a login to the portal
	personContact                    // only an address-book entry
	personUnlisted                   // works there, unknown to NinjaOne
)

// person is somebody who works at a customer. Sixteen bytes: names, addresses
// and logins are derived.
type person struct {
	id          int32
	home        int32 // profile
	first, last uint16
	twin        uint8 // tells people of the same name at one customer apart
	kind        personKind
}

// loginForm is the naming convention of a customer.
type loginForm uint8

const (
	loginFirstDotLast loginForm = iota // anna.smith
	loginFLast                         // asmith
	loginFirstL                        // annas
	loginLastFirst                     // smithanna
	loginLastDotFirst                  // smith.anna
	loginLastF                         // smitha
	loginFirst                         // anna
	loginCamel                         // AnnaSmith, as Azure AD shows it
)

// accountForm is how Windows shows the login.
type accountForm uint8

const (
	accountDomain accountForm = iota // SMITHDENTAL\asmith
	accountAzure                     // AzureAD\AnnaSmith
	accountUPN                       // asmith@smithdental.example
	accountBare                      // asmith
)

// name gives the name as it is spelled, with diacritics.
func (p *person) name() (first, last string) { return firstNames[p.first], lastNames[p.last] }

// local is the part of the login that names the person.
func (p *person) local(form loginForm) string {
	f, l := plain(firstNames[p.first]), plain(lastNames[p.last])
	var s string
	switch form {
	case loginFirstDotLast:
		s = f + "." + l
	case loginFLast:
		s = f[:1] + l
	case loginFirstL:
		s = f + l[:1]
	case loginLastFirst:
		s = l + f
	case loginLastDotFirst:
		s = l + "." + f
	case loginLastF:
		s = l + f[:1]
	case loginFirst:
		s = f
	case loginCamel:
		return strings.ReplaceAll(firstNames[p.first]+lastNames[p.last], " ", "") + twinSuffix(p)
	}
	return s + twinSuffix(p)
}

// twinSuffix numbers people whose addresses would be equal, from the second on.
func twinSuffix(p *person) string {
	if p.twin == 0 {
		return ""
	}
	return number(int(p.twin)+1, 1)
}

// email is the address at the customer's domain; a shop that logs in by first
// names still writes first.last.
func (p *person) email(prof *profile) string {
	form := prof.login
	if form == loginFirst || form == loginLastFirst {
		form = loginFirstDotLast
	}
	return p.local(form) + "@" + prof.domain
}

// account is the login as the agent reports it.
func (p *person) account(prof *profile, form accountForm) string {
	switch form {
	case accountAzure:
		return `AzureAD\` + p.local(loginCamel)
	case accountUPN:
		return p.email(prof)
	case accountBare:
		return p.local(prof.login)
	}
	return prof.netbios + `\` + p.local(prof.login)
}

// plain folds a name to the lower-case letters that a login may hold.
func plain(s string) string {
	var b strings.Builder
	for _, w := range words(fold(s)) {
		b.WriteString(w)
	}
	return b.String()
}

var folds = strings.NewReplacer("í", "i", "é", "e", "ë", "e", "ø", "o", "ü", "u", "Ł", "L", "ł", "l", "ï", "i", "á", "a",
	"ö", "o", "ñ", "n", "ó", "o", "Ö", "O", "Ø", "O", "ą", "a")

// fold drops diacritics.
func fold(s string) string {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return folds.Replace(s)
		}
	}
	return s
}
