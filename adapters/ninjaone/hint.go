package ninjaone

import "fmt"

// where is where API client applications are kept in NinjaOne (SET-01).
const where = "Administration > Apps > API"

// hint says the likely cause of a fault and what to do now. A hint depends on the
// connection (region, grant), so the client fills it in, not the decoder.
func (c *Client) hint(e *APIError, filtered bool) string {
	switch e.Kind {
	case KindNotConnected:
		return "add the integration with Client ID and Client Secret, then click Connect NinjaOne and authorise"
	case KindReconnectRequired:
		return "open Settings > Integrations > NinjaOne and click Reconnect; mappings, schedule and history are kept"
	case KindWrongRegion:
		return c.regionHint()
	case KindBadCredentials:
		return "compare client ID and secret with " + where + " in NinjaOne, or make a new secret there"
	case KindGrantNotAllowed:
		return fmt.Sprintf("allow the grant type %q for the API client application under %s in NinjaOne", c.grantName(), where)
	case KindCodeRejected:
		return "a code can be used once, within a minute: click Connect NinjaOne again"
	case KindMissingScope:
		return scopeHint(e.Scope)
	case KindForbidden:
		return "the scope is granted, so the permission is missing: authorise the connection as a System Administrator, or check what the API client application may see under " + where
	case KindNotFound:
		return notFoundHint(e)
	case KindNotAdministrator:
		return "authorise the connection as a System Administrator of NinjaOne"
	case KindUserContextRequired:
		return "client credentials have no user; connect with the authorization code instead"
	case KindUnauthorized:
		return "NinjaOne refused a new access token too; check that the API client application still exists under " + where
	case KindBadRequest:
		return badRequestHint(e.Call)
	case KindRateLimited:
		return "NinjaOne asked to slow down; the next try comes later and slower"
	case KindServer:
		return serverHint(e.Status, filtered)
	}
	return answerHint(e.Kind)
}

// notFoundHint tells a thing that is gone apart from an endpoint that is not there:
// instances run different versions of the platform.
func notFoundHint(e *APIError) string {
	switch {
	case e.Call == CallDevice || e.Call == CallLastUser:
		return "NinjaOne has no such device any more"
	case changes(e.Call):
		return "the account, role or organization is not there any more; read them again"
	}
	return "the tenant's version of NinjaOne may lack this, or what it is about is gone"
}

// badRequestHint tells values that somebody entered apart from a request that only
// the program can get wrong.
func badRequestHint(call string) string {
	if !changes(call) {
		return "this is a fault of the program; please report it with the incident number"
	}
	return "NinjaOne refused the values: it wants an e-mail address that no other account has, names of 1 to 150 characters and, for an end user, an organization; accounts that SCIM or single sign-on manage can be changed only there"
}

// answerHint is the hint for answers that can't be used, whoever asked.
func answerHint(k Kind) string {
	switch k {
	case KindUnreachable:
		return "check name resolution, firewall and proxy between this machine and NinjaOne"
	case KindRedirected:
		return "redirects are not followed; check that no proxy or sign-in page stands between this machine and NinjaOne"
	case KindNotJSON:
		return "a sign-in page, a maintenance page or a proxy answered in place of the API; try again later"
	case KindTruncated, KindMalformed:
		return "nothing of this answer was used; try again later"
	case KindTooLarge:
		return "ask for fewer rows a page"
	}
	return ""
}

// regionHint answers the usual cause of an unknown client ID (REG-06).
func (c *Client) regionHint() string {
	if c.cfg.BaseURL != "" {
		return "this client ID is unknown at " + c.base + "; compare it with the client ID that the simulator was started with"
	}
	return fmt.Sprintf("this client ID is unknown in %s; is your tenant in %s? The address at which you sign in to NinjaOne tells: %s is %s",
		c.cfg.Region, c.cfg.Region.mistakenFor(), c.cfg.Region.mistakenFor().Host(), c.cfg.Region.mistakenFor())
}

// scopeHint names the scope as NinjaOne's settings do.
func scopeHint(scope string) string {
	name := map[string]string{ScopeMonitoring: "Monitoring", ScopeManagement: "Management", ScopeControl: "Control", ScopeOffline: "Refresh token"}[scope]
	if name == "" {
		name = "Monitoring"
	}
	return "enable " + name + " for the API client application under " + where + " in NinjaOne, then connect again"
}

// serverHint tells a bad filter apart from a failing server: NinjaOne answers
// both with 500.
func serverHint(status int, filtered bool) string {
	if status == 500 && filtered {
		return "NinjaOne answers a device filter that it does not understand with 500; check the filter, else try again later"
	}
	return "try again later; NinjaOne's support can look up the incident number"
}

// grantName is the grant as NinjaOne's settings call it.
func (c *Client) grantName() string {
	if c.cfg.Grant == AuthorizationCode {
		return "Authorization code"
	}
	return "Client credentials"
}
