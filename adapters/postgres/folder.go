package postgres

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"coresync/adapters/postgres/cluster"
)

// Files of a data folder that concern the private server.
const (
	lockFile     = "lock"         // locked by the process that owns the server; holds its number
	attachedFile = "attached"     // locked, shared, by every process that uses the server, the owner included
	watchFile    = "watch"        // locked by the watcher
	clusterFile  = "cluster.json" // where the cluster is; written once
	serverFile   = "server.json"  // how to reach the server; there while one ought to run
	bundledDir   = "postgres"     // the cluster, unless the server's user can't come here
	outsideBase  = "/var/lib/coresync"
)

// folder is a data folder as the private server sees it.
type folder struct{ dir string }

// openFolder makes the folder if it is missing.
func openFolder(dataDir string) (folder, error) {
	abs, err := filepath.Abs(dataDir)
	if err != nil {
		return folder{}, fmt.Errorf("data folder %s: %w", dataDir, err)
	}
	if err := os.MkdirAll(abs, 0o700); err != nil {
		return folder{}, fmt.Errorf("make the data folder: %w", err)
	}
	// One folder must have one name, or two programs would make two clusters for it.
	resolved, err := filepath.EvalSymlinks(abs)
	if err != nil {
		return folder{}, fmt.Errorf("data folder %s: %w", abs, err)
	}
	return folder{dir: resolved}, nil
}

func (f folder) path(name string) string { return filepath.Join(f.dir, name) }

// open opens or makes one of the folder's files for locking. What root makes in another user's folder is that user's.
func (f folder) open(name string) (*os.File, error) {
	file, err := os.OpenFile(f.path(name), os.O_CREATE|os.O_RDWR|syscall.O_NOFOLLOW, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the data folder's %s: %w", name, err)
	}
	if err := f.giveToOwner(file); err != nil {
		_ = file.Close() // nothing was written
		return nil, err
	}
	return file, nil
}

func (f folder) giveToOwner(file *os.File) error {
	if os.Geteuid() != 0 {
		return nil
	}
	info, err := os.Stat(f.dir)
	if err != nil {
		return fmt.Errorf("owner of the data folder: %w", err)
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return nil
	}
	if err := file.Chown(int(stat.Uid), int(stat.Gid)); err != nil {
		return fmt.Errorf("give %s to the data folder's owner: %w", file.Name(), err)
	}
	return nil
}

// write replaces one of the folder's JSON files as a whole and flushes it.
func (f folder) write(name string, content any) error {
	body, err := json.MarshalIndent(content, "", "  ")
	if err != nil {
		return fmt.Errorf("write the data folder's %s: %w", name, err)
	}
	draft, err := f.open(name + ".new")
	if err != nil {
		return err
	}
	_, err = draft.Write(append(body, '\n'))
	err = errors.Join(err, draft.Truncate(int64(len(body)+1)), draft.Sync(), draft.Close())
	if err == nil {
		err = errors.Join(os.Rename(draft.Name(), f.path(name)), syncPath(f.dir))
	}
	if err != nil {
		return fmt.Errorf("write the data folder's %s: %w", name, err)
	}
	return nil
}

// read fills content from one of the folder's JSON files; a missing file is os.ErrNotExist.
func (f folder) read(name string, content any) error {
	body, err := os.ReadFile(f.path(name))
	if err != nil {
		return fmt.Errorf("read the data folder's %s: %w", name, err)
	}
	if err := json.Unmarshal(body, content); err != nil {
		return fmt.Errorf("read the data folder's %s: %w", name, err)
	}
	return nil
}

// syncPath flushes a directory's entries to the disk.
func syncPath(path string) error {
	opened, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(opened.Sync(), opened.Close())
}

// tryLock takes a lock of the kernel's, which ends with the process. It tells whether it was free.
func tryLock(file *os.File, how int) (bool, error) {
	err := syscall.Flock(int(file.Fd()), how|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("lock %s: %w", file.Name(), err)
	}
	return true, nil
}

// account returns whom the server of this folder runs as.
func account(clusterDir string) (cluster.Account, error) {
	if _, err := os.Stat(clusterDir); err == nil {
		return cluster.AccountOf(clusterDir)
	}
	return cluster.Unprivileged()
}
