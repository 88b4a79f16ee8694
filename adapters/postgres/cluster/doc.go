// Package cluster runs PostgreSQL server processes from the binaries that are installed on the machine: it finds them,
// picks the unprivileged user that a server needs when the program was started by root, makes data directories and
// starts and stops servers. It knows nothing of Coresync; the private server and the test servers stand on it.
package cluster
