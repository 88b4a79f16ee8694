package secrets

import (
	"fmt"
	"os"
)

// Discard removes a key file that OpenMaster has just made and that turned out to
// be of no use, so that the right one can be put in its place. A file that holds
// another key by now is left alone.
func (m *Master) Discard(path string) error {
	key, err := readKey(path)
	if err != nil {
		return err
	}
	there, err := newMaster(key)
	if err != nil {
		return err
	}
	if there.check != m.check {
		return fmt.Errorf("key file %s: somebody has put another key there", path)
	}
	if err := os.Remove(path); err != nil {
		return fmt.Errorf("take the new key file back: %w", err)
	}
	return nil
}
