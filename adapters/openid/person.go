package openid

import (
	"crypto/subtle"
	"encoding/json"
	"fmt"

	"github.com/coreos/go-oidc/v3/oidc"
)

// claims are those members of an ID token that are looked at besides what its check does.
type claims struct {
	Email    string `json:"email"`
	Verified truth  `json:"email_verified"`
	Party    string `json:"azp"`
}

// truth is true as JSON says it, or as a text: some providers send one.
type truth bool

// UnmarshalJSON implements json.Unmarshaler. What is neither is not true.
func (t *truth) UnmarshalJSON(raw []byte) error {
	var is bool
	var text string
	switch {
	case json.Unmarshal(raw, &is) == nil:
		*t = truth(is)
	case json.Unmarshal(raw, &text) == nil:
		*t = text == "true"
	}
	return nil
}

// personOf reads an ID token whose signature, issuer, audience and times were checked.
func (p *Provider) personOf(begun Pending, token *oidc.IDToken) (Person, error) {
	if begun.Nonce == "" || subtle.ConstantTimeCompare([]byte(token.Nonce), []byte(begun.Nonce)) != 1 {
		return Person{}, ErrOther
	}
	var c claims
	if err := token.Claims(&c); err != nil {
		return Person{}, fmt.Errorf("read the ID token of %s: %w", p.config.Issuer, err)
	}
	if c.Party != "" && c.Party != p.config.ClientID { // OpenID Connect Core 1.0 §3.1.3.7
		return Person{}, fmt.Errorf("check the ID token of %s: it was made for another client", p.config.Issuer)
	}
	return Person{Subject: token.Subject, Email: c.Email, Verified: bool(c.Verified)}, nil
}
