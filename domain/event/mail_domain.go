package event

import "strings"

// maxDomain is the greatest length of a name in the DNS, in bytes.
const maxDomain = 253

// MailDomain is what follows the @ of an e-mail address or of a logon name of that
// form, in lower case; "" where there is no domain. It names a company, or a mail
// service that everybody uses, and is evidence of whose an organization is (MAP-07), so
// it stands in the log in clear beside the sealed address, and stays when a person is
// erased.
func MailDomain(address string) string {
	at := strings.LastIndexByte(address, '@')
	if at < 1 {
		return ""
	}
	domain := strings.ToLower(strings.TrimSuffix(strings.TrimSpace(address[at+1:]), "."))
	if len(domain) > maxDomain || strings.ContainsFunc(domain, notInDomain) {
		return ""
	}
	if dot := strings.LastIndexByte(domain, '.'); dot < 1 || dot == len(domain)-1 || domain[0] == '.' {
		return ""
	}
	return domain
}

func notInDomain(r rune) bool {
	return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '.' && r != '-'
}
