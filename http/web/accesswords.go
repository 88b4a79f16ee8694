package web

import (
	"slices"

	"coresync/http/api"
)

// accessViewWord is a view of hygiene as people read it.
func accessViewWord(view string) string {
	switch view {
	case api.AccessNoMFA:
		return "No MFA"
	case api.AccessInvitationExpired:
		return "Invitation expired"
	case api.AccessNoPerson:
		return "No person"
	case api.AccessAdministrators:
		return "Administrators"
	case api.AccessDisabled:
		return "Disabled"
	case api.AccessNoRole:
		return "No role"
	case api.AccessNeverSignedIn:
		return "Never signed in"
	case api.AccessDormant:
		return "Dormant"
	case api.AccessExternal:
		return "External"
	case api.AccessVanished:
		return "No longer in NinjaOne"
	}
	return statusWord(view)
}

// accessViewNote says what a view holds and what to do about it.
func accessViewNote(view string) string {
	switch view {
	case api.AccessNoMFA:
		return "Enabled technicians without a second factor who don't sign in through SSO. Have them set one up in NinjaOne."
	case api.AccessInvitationExpired:
		return "They never accepted. Invite them again in NinjaOne, or ask for the account to be deleted."
	case api.AccessNoPerson:
		return "Nobody knows whose these are. Open one and say who its owner is."
	case api.AccessAdministrators:
		return "They may do everything in NinjaOne."
	case api.AccessDisabled:
		return "They can't sign in, and count as users still."
	case api.AccessNoRole:
		return "Enabled, no administrators, and in no role."
	case api.AccessNeverSignedIn:
		return "Enabled, but they never took their invitation. Remind them, or ask for the account to be deleted."
	case api.AccessDormant:
		return "Enabled, and nothing of them changed for 180 days. NinjaOne does not tell when somebody signed in last: ask whether they are still needed."
	case api.AccessExternal:
		return "Technicians with an address of another domain than most technicians have. Look whether they should still be let in."
	case api.AccessVanished:
		return "NinjaOne listed them once, and does no longer."
	}
	return ""
}

// accountKind is a kind of user as people read it.
func accountKind(kind string) string {
	switch kind {
	case "TECHNICIAN":
		return "Technician"
	case "END_USER":
		return "End user"
	}
	return statusWord(kind)
}

func mfaTone(mfa string) tone {
	switch mfa {
	case "yes":
		return tone{"On", "shield-check", "green"}
	case "no":
		return tone{"Off", "alert-triangle", "orange"}
	}
	return tone{"Unknown", "question-mark", "secondary"}
}

func enabledTone(a api.AccessAccount) tone {
	switch {
	case a.VanishedAt != nil:
		return tone{"Gone", "link-off", "yellow"}
	case a.Enabled:
		return tone{"Enabled", "circle-check", "green"}
	}
	return tone{"Disabled", "ban", "secondary"}
}

func invitationTone(invitation string) tone {
	switch invitation {
	case "REGISTERED":
		return tone{"Registered", "check", "secondary"}
	case "PENDING":
		return tone{"Pending", "clock", "blue"}
	case "EXPIRED":
		return tone{"Expired", "alert-triangle", "orange"}
	}
	return tone{statusWord(invitation), "mail", "secondary"}
}

// ownedBy says how it is known whose an account is.
func ownedBy(how string) string {
	switch how {
	case "email":
		return "by the same e-mail address"
	case "name":
		return "by the same first and last name"
	case "manual":
		return "set by hand"
	case "nobody":
		return "said by hand to be nobody's"
	}
	return "nobody knows yet"
}

func signInWord(auth string) string {
	switch auth {
	case "native":
		return "Password of NinjaOne"
	case "sso":
		return "SSO"
	}
	return "Unknown"
}

// accountFacts are the fields of an account, those without a value left out.
func accountFacts(a api.AccessAccount) [][2]string {
	all := [][2]string{
		{"E-mail", a.Email}, {"Phone", a.Phone}, {"Type", accountKind(a.Kind)}, {"Sign-in", signInWord(a.AuthType)}, {"Made by SCIM", statusWord(a.SCIM)},
		{"Must change password", statusWord(a.MustChangePassword)}, {"NinjaOne organization", a.OrganizationName}, {"Connection", a.Connection.Name},
		{"NinjaOne user", number(a.UserID)}, {"NinjaOne UID", a.UID},
	}
	if a.Kind == "END_USER" {
		all = append(all, [2]string{"Portal access", map[bool]string{true: "Full", false: "Limited"}[a.FullPortal]})
	}
	return slices.DeleteFunc(all, func(f [2]string) bool { return f[1] == "" })
}
