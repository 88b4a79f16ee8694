package secrets_test

import (
	"encoding/hex"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// A key file and a wrapped secret of the first release: every later one must read them.
// The id and the check were also computed by another program (HKDF of RFC 5869).
const (
	oldKeyFile = "coresync-master-key-1 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f 4544c9ae\n"
	oldID      = "9eb6c7037743"
	oldCheck   = "e85e0ac2a5b9c7d68a84a5b11847c3d9ea6ba74c5fc1dcf84e4ff884417a95bc"
	oldWrapped = "019eb6c7037743b2bedbcbdb5c944e8d07c48b5271b5bad9bd1e964306346d28646d5cdaec7cc39770bf9c98501ed02a"
)

func TestOldKeysAndSecretsStayReadable(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "master.key")
	require.NoError(t, os.WriteFile(path, []byte(oldKeyFile), 0o600))
	m := open(t, path)
	require.Equal(t, oldID, m.ID())
	require.Equal(t, "master key "+oldID, m.String())
	require.Equal(t, oldCheck, hex.EncodeToString(m.KeyCheck()))

	wrapped, err := hex.DecodeString(oldWrapped)
	require.NoError(t, err)
	plain, err := m.Unwrap(wrapped, []byte("connection 7"))
	require.NoError(t, err)
	require.Equal(t, "refresh token", string(plain))
}
