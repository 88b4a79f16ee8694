package ninjaone

import (
	"context"
	"sync"
)

// memoryStore keeps tokens for tests and can be made to fail.
type memoryStore struct {
	mu      sync.Mutex
	token   Token
	saves   int
	failing int
	err     error
	onSave  func(Token)
}

func (s *memoryStore) Load(context.Context) (Token, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.token, nil
}

func (s *memoryStore) Save(_ context.Context, t Token) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.failing > 0 {
		s.failing--
		return s.err
	}
	s.token = t
	s.saves++
	if s.onSave != nil {
		s.onSave(t)
	}
	return nil
}

func (s *memoryStore) saved() Token {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.token
}
