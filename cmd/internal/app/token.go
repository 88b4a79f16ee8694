package app

import (
	"time"

	"coresync/adapters/ninjaone"
)

func stored(t ninjaone.Token) storedToken {
	s := storedToken{Access: t.Access.Reveal(), Refresh: t.Refresh.Reveal(), Scopes: t.Scopes}
	if !t.ExpiresAt.IsZero() {
		s.Expires = t.ExpiresAt.UnixMicro()
	}
	return s
}

func (s storedToken) token() ninjaone.Token {
	t := ninjaone.Token{Access: ninjaone.NewSecret(s.Access), Refresh: ninjaone.NewSecret(s.Refresh), Scopes: s.Scopes}
	if s.Expires != 0 {
		t.ExpiresAt = time.UnixMicro(s.Expires).UTC()
	}
	return t
}
