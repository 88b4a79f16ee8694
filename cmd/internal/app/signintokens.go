package app

import (
	"context"
	"sync"

	"coresync/adapters/ninjaone"
)

// signInTokens holds the tokens of a sign-in until it is known whose NinjaOne they
// are for: until then the connection keeps those that it has (REC-01). They are in
// memory alone, since somebody waits at the browser: if the process dies now, he
// signs in again and nothing is half done.
type signInTokens struct {
	ninjaone.TokenLocker // of the connection

	mu  sync.Mutex
	got ninjaone.Token
}

// Load implements ninjaone.TokenStore.
func (s *signInTokens) Load(context.Context) (ninjaone.Token, error) { return s.newest(), nil }

// Save implements ninjaone.TokenStore.
func (s *signInTokens) Save(_ context.Context, t ninjaone.Token) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.got = t
	return nil
}

func (s *signInTokens) newest() ninjaone.Token {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.got
}
