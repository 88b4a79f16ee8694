package secrets_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"coresync/adapters/secrets"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func open(tb testing.TB, path string) *secrets.Master {
	tb.Helper()
	m, _, err := secrets.OpenMaster(path)
	require.NoError(tb, err)
	return m
}

func TestKeyFileIsMadeOnceAndReadAgain(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "data", "master.key")
	first, created, err := secrets.OpenMaster(path)
	require.NoError(t, err)
	require.True(t, created)
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())

	second, created, err := secrets.OpenMaster(path)
	require.NoError(t, err)
	require.False(t, created)
	require.Equal(t, first.ID(), second.ID())
	require.Equal(t, first.KeyCheck(), second.KeyCheck())
	names, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	require.Len(t, names, 1, "nothing is left beside the key file")
}

func TestProcessesThatStartAtOnceGetOneKey(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "master.key")
	var wg sync.WaitGroup
	ids, made := make([]string, 16), make([]bool, 16)
	for i := range ids {
		wg.Go(func() {
			m, created, err := secrets.OpenMaster(path)
			if err == nil {
				ids[i], made[i] = m.ID(), created
			}
		})
	}
	wg.Wait()
	creators := 0
	for i := range ids {
		require.NotEmpty(t, ids[i])
		require.Equal(t, ids[0], ids[i])
		if made[i] {
			creators++
		}
	}
	require.Equal(t, 1, creators)
}

func TestKeyFileIsRefused(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "master.key")
	open(t, path)
	good, err := os.ReadFile(path)
	require.NoError(t, err)
	line := string(good[bytes.Index(good, []byte("coresync-master-key-1")):])
	digits := strings.Fields(line)[1]
	flipped := map[byte]string{'0': "1"}[digits[0]]
	if flipped == "" {
		flipped = "0"
	}
	for name, bad := range map[string]string{
		"it holds no key": "# only notes\n",
		`its key does not begin with "coresync-master-key-1"`:      "hello " + digits,
		"its key is not whole: name, key and check sum are needed": line[:len(line)-10],
		"its key is not 64 hexadecimal digits":                     strings.Replace(line, digits, digits[:62], 1),
		"its check sum does not fit its key":                       strings.Replace(line, digits, flipped+digits[1:], 1),
		"it holds more than one line beside its notes":             line + line,
		"it is too long for a key file":                            strings.Repeat("#\n", 4096),
	} {
		bent := filepath.Join(t.TempDir(), "bent.key")
		require.NoError(t, os.WriteFile(bent, []byte(bad), 0o600))
		_, _, err := secrets.OpenMaster(bent)
		var refused *secrets.KeyFileError
		require.ErrorAs(t, err, &refused, name)
		require.Equal(t, name, refused.Fault)
		require.Contains(t, err.Error(), bent)
		require.Contains(t, err.Error(), "put your copy of the key file back")
		require.NotContains(t, err.Error(), digits[:16])
		after, err := os.ReadFile(bent)
		require.NoError(t, err)
		require.Equal(t, bad, string(after), "a bad key file is never replaced")
	}
}

func TestKeyFileThatOthersMayReadIsRefused(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "master.key")
	open(t, path)
	for _, mode := range []os.FileMode{0o640, 0o604, 0o620, 0o644, 0o610} {
		require.NoError(t, os.Chmod(path, mode))
		_, _, err := secrets.OpenMaster(path)
		require.EqualError(t, err, fmt.Sprintf("key file %s: others may read or change it (mode %04o); "+
			"run `chmod 600 %s` and think about who may have read it", path, mode, path))
	}
	require.NoError(t, os.Chmod(path, 0o400))
	open(t, path)

	_, _, err := secrets.OpenMaster(t.TempDir())
	require.ErrorContains(t, err, "it is not a file; name a file with --key-file")
}

func TestWrappedSecrets(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	m, other := open(t, filepath.Join(dir, "one")), open(t, filepath.Join(dir, "two"))
	rapid.Check(t, func(t *rapid.T) {
		plain, aad := rapid.SliceOf(rapid.Byte()).Draw(t, "plain"), rapid.SliceOf(rapid.Byte()).Draw(t, "aad")
		wrapped, err := m.Wrap(plain, aad)
		require.NoError(t, err)
		again, err := m.Unwrap(wrapped, aad)
		require.NoError(t, err)
		require.True(t, bytes.Equal(plain, again))

		_, err = m.Unwrap(wrapped, append(aad, 'x'))
		require.ErrorIs(t, err, secrets.ErrNotWrapped)
		_, err = m.Unwrap(wrapped[:rapid.IntRange(0, len(wrapped)-1).Draw(t, "cut")], aad)
		require.ErrorIs(t, err, secrets.ErrNotWrapped)
		var wrong *secrets.OtherKeyError
		_, err = other.Unwrap(wrapped, aad)
		require.ErrorAs(t, err, &wrong)
		require.Equal(t, secrets.OtherKeyError{Have: other.ID(), Want: m.ID()}, *wrong)

		bent := bytes.Clone(wrapped)
		bent[rapid.IntRange(0, len(bent)-1).Draw(t, "at")] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		_, err = m.Unwrap(bent, aad)
		require.Error(t, err)
	})
}

// FuzzKeyFile: whatever stands in the file, it is used or refused, and never quoted.
func FuzzKeyFile(f *testing.F) {
	path := filepath.Join(f.TempDir(), "master.key")
	open(f, path)
	good, err := os.ReadFile(path)
	require.NoError(f, err)
	f.Add(good)
	f.Add([]byte("coresync-master-key-1 00 00"))
	f.Fuzz(func(t *testing.T, text []byte) {
		file := filepath.Join(t.TempDir(), "k")
		require.NoError(t, os.WriteFile(file, text, 0o600))
		m, created, err := secrets.OpenMaster(file)
		require.False(t, created)
		if err == nil {
			require.Len(t, m.ID(), 12)
			return
		}
		var refused *secrets.KeyFileError
		require.ErrorAs(t, err, &refused)
	})
}
