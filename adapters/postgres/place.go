package postgres

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"coresync/adapters/postgres/cluster"
)

// place says where a data folder's cluster is. A file in the cluster names the folder in turn, for a person who finds
// it below /var/lib and wonders what it is.
type place struct {
	Directory string `json:"directory"` // holds data, log and, where the path is short, the socket
	Folder    string `json:"folder"`    // the data folder when the cluster was made or last moved
}

// ErrCopied says that a data folder is a copy: its database is still that of the original.
var ErrCopied = errors.New("data folder is a copy of another")

// locate returns where the folder's cluster is or, at the first start, will be: inside the folder if the server's user
// may go there, else below /var/lib/coresync.
func (f folder) locate(log *slog.Logger) (place, error) {
	var at place
	err := f.read(clusterFile, &at)
	if err == nil {
		return f.recorded(at)
	}
	if !errors.Is(err, os.ErrNotExist) {
		return place{}, err
	}
	runAs, err := f.user()
	if err != nil {
		return place{}, err
	}
	at = place{Directory: f.path(bundledDir), Folder: f.dir}
	if !runAs.Reaches(at.Directory) {
		if at.Directory, err = outside(); err != nil {
			return place{}, err
		}
		f.tellAbandoned(log)
	}
	if err := runAs.Make(at.Directory); err != nil {
		return place{}, err
	}
	return at, f.record(at)
}

// user is whom a new cluster belongs to: for root on an ordinary user's folder that user, so that both may start it.
func (f folder) user() (cluster.Account, error) {
	if owner, err := cluster.AccountOf(f.dir); err == nil {
		return owner, nil
	}
	return cluster.Unprivileged()
}

// outside names a directory of its own for a folder that the server's user can't reach, which is root's folder.
func outside() (string, error) {
	if err := os.MkdirAll(outsideBase, 0o755); err != nil {
		return "", fmt.Errorf("make a place for the database outside of the data folder: %w", err)
	}
	if err := os.Chmod(outsideBase, 0o755); err != nil { // the umask may have closed it
		return "", fmt.Errorf("open %s to the database's user: %w", outsideBase, err)
	}
	b := make([]byte, 8)
	_, _ = rand.Read(b) // never fails: it would end the program instead
	return filepath.Join(outsideBase, hex.EncodeToString(b)), nil
}

// tellAbandoned names clusters of a folder that stood here before and was deleted; nobody but a person may delete them.
func (f folder) tellAbandoned(log *slog.Logger) {
	origins, err := filepath.Glob(filepath.Join(outsideBase, "*", "folder"))
	if err != nil {
		return // only a wrong pattern can do this
	}
	for _, origin := range origins {
		if body, err := os.ReadFile(origin); err == nil && strings.TrimSpace(string(body)) == f.dir {
			log.Warn("a database of an earlier, deleted data folder is still there; delete it when it is not needed",
				"data", f.dir, "database", filepath.Dir(origin))
		}
	}
}

// record writes both directions, the cluster's first: a folder never names a cluster that doesn't name it.
func (f folder) record(at place) error {
	if err := os.Remove(at.origin()); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("record the data folder: %w", err)
	}
	if err := os.WriteFile(at.origin(), []byte(at.Folder+"\n"), 0o644); err != nil {
		return fmt.Errorf("record the data folder: %w", err)
	}
	return f.write(clusterFile, at)
}

func (at place) origin() string  { return filepath.Join(at.Directory, "folder") }
func (at place) data() string    { return filepath.Join(at.Directory, "data") }
func (at place) log() string     { return filepath.Join(at.Directory, "log") }
func (at place) sockets() string { return filepath.Join(at.Directory, "s") }

// recorded takes a folder that was moved as moved, and refuses one that was copied while the original is still there.
func (f folder) recorded(at place) (place, error) {
	if at.Folder == f.dir {
		return at, nil
	}
	if filepath.Dir(at.Directory) == at.Folder { // the cluster came along
		at = place{Directory: f.path(bundledDir), Folder: f.dir}
		return at, f.record(at)
	}
	var original place
	if err := (folder{dir: at.Folder}).read(clusterFile, &original); err == nil && original.Directory == at.Directory {
		return place{}, fmt.Errorf("%w: %s was copied from %s, and its database is %s: move it instead, or restore a backup into a new folder",
			ErrCopied, f.dir, at.Folder, at.Directory)
	}
	if _, err := os.Stat(at.Directory); err != nil {
		return place{}, fmt.Errorf("the database of %s is gone: %s: restore the backup of both: %w", f.dir, at.Directory, err)
	}
	at.Folder = f.dir
	return at, f.record(at)
}

// maxSocketDir leaves room for "/.s.PGSQL.5432" in the 107 bytes of a socket's path.
const maxSocketDir = 107 - len("/.s.PGSQL.5432")

// socketDir makes a closed directory for the socket: beside the data where the path is short enough and has no comma,
// which separates hosts in a URL, else a fresh one below /tmp.
func (at place) socketDir(runAs cluster.Account) (string, error) {
	dir := at.sockets()
	if len(dir) > maxSocketDir || strings.Contains(dir, ",") {
		var err error
		if dir, err = os.MkdirTemp("/tmp", "coresync-"); err != nil {
			return "", fmt.Errorf("make a directory for the database's socket: %w", err)
		}
	}
	return dir, runAs.Make(dir)
}

// dropSocketDir removes a socket directory that socketDir made for one start.
func (at place) dropSocketDir(dir string) error {
	if dir == "" || dir == at.sockets() || !strings.HasPrefix(dir, "/tmp/coresync-") {
		return nil
	}
	return os.RemoveAll(dir)
}
