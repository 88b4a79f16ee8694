package ninjaone

// Kind says what went wrong, as one of a closed set, so that a caller can decide
// and a metric can be labelled by it.
type Kind string

// The kinds of faults, with the sign that each is recognised by.
const (
	// KindNotConnected: nobody has authorised the connection yet (TRB-01).
	KindNotConnected Kind = "not_connected"
	// KindReconnectRequired: the refresh token is dead (invalid_token,
	// invalid_grant, expired_token) or was never given (REC-01).
	KindReconnectRequired Kind = "reconnect_required"
	// KindWrongRegion: 404 "Client app not exist" (REG-06).
	KindWrongRegion Kind = "wrong_region"
	// KindBadCredentials: invalid_client.
	KindBadCredentials Kind = "bad_credentials"
	// KindGrantNotAllowed: unauthorized_client.
	KindGrantNotAllowed Kind = "grant_not_allowed"
	// KindCodeRejected: the authorization code is used up, expired (it lives about
	// a minute) or was made for another redirect address.
	KindCodeRejected Kind = "code_rejected"
	// KindMissingScope: invalid_scope, or 403 with a token that lacks the scope
	// (TRB-02).
	KindMissingScope Kind = "missing_scope"
	// KindForbidden: 403 although the scope was granted.
	KindForbidden Kind = "forbidden"
	// KindNotAdministrator: 403 that asks for a System Administrator.
	KindNotAdministrator Kind = "not_administrator"
	// KindUserContextRequired: a call that client credentials, having no user,
	// can't make.
	KindUserContextRequired Kind = "user_context_required"
	// KindUnauthorized: 401 again, with an access token that was just issued.
	KindUnauthorized Kind = "unauthorized"
	// KindBadRequest: any other answer 4xx; a fault of this program.
	KindBadRequest Kind = "bad_request"
	// KindNotFound: 404 for one thing, or an instance that lacks the endpoint.
	KindNotFound Kind = "not_found"
	// KindRateLimited: 429, or an HTML page that says so under any status.
	KindRateLimited Kind = "rate_limited"
	// KindServer: 5xx.
	KindServer Kind = "server"
	// KindUnreachable: no answer: name, connection, certificate, time-out.
	KindUnreachable Kind = "unreachable"
	// KindRedirected: an answer 3xx, which is never followed.
	KindRedirected Kind = "redirected"
	// KindNotJSON: an HTML page or other text where JSON belongs.
	KindNotJSON Kind = "not_json"
	// KindTruncated: JSON that ends too early; an empty body too.
	KindTruncated Kind = "truncated"
	// KindMalformed: JSON that is broken otherwise, or of another shape.
	KindMalformed Kind = "malformed"
	// KindTooLarge: an answer larger than [Limits.MaxBodyBytes].
	KindTooLarge Kind = "too_large"
)

// Temporary reports whether the same call may succeed later without anybody doing
// anything.
func (k Kind) Temporary() bool {
	switch k {
	case KindRateLimited, KindServer, KindUnreachable, KindNotJSON, KindTruncated, KindMalformed:
		return true
	}
	return false
}

// summary is the short name of a kind in a sentence.
func (k Kind) summary() string {
	switch k {
	case KindNotConnected:
		return "NinjaOne not connected"
	case KindReconnectRequired:
		return "NinjaOne must be connected again"
	case KindWrongRegion:
		return "wrong region"
	case KindBadCredentials:
		return "client ID or secret refused"
	case KindGrantNotAllowed:
		return "grant type not allowed"
	case KindCodeRejected:
		return "authorization code refused"
	case KindMissingScope:
		return "scope missing"
	case KindForbidden:
		return "not permitted"
	case KindNotAdministrator:
		return "needs a System Administrator"
	case KindUserContextRequired:
		return "needs a signed-in user"
	case KindUnauthorized:
		return "access token refused"
	case KindBadRequest:
		return "request refused"
	case KindNotFound:
		return "not found"
	case KindRateLimited:
		return "rate limited"
	case KindServer:
		return "NinjaOne failed"
	case KindUnreachable:
		return "no answer"
	case KindRedirected:
		return "answered with a redirect"
	case KindNotJSON:
		return "the answer is not JSON"
	case KindTruncated:
		return "the answer is cut off"
	case KindMalformed:
		return "the answer is broken JSON"
	case KindTooLarge:
		return "the answer is too large"
	}
	return string(k)
}
