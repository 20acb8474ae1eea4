import type { Signs } from "../sign.ts";

/** How services say that they may not touch a file, device or system call. */
export const PERMISSION: Signs = {
  category: "permission",
  why: "it may not touch a file, device or system call",
  sure: `
    dubious ownership
    you must be root
    permission denied (you must be root)
    errcode: 13
    can only run as pid 1
    must not be run as root
    not be run as root
    unable to set permissions
    could not set permissions
    failed to set permissions
    has no write access
    unable to chown
    no access to
    permission denied
    permission_denied: file
    permissiondenied
    permissionerror
    eacces
    eperm
    operation not permitted
    accessdeniedexception
    access is denied
    access to the path * is denied
    unauthorizedaccessexception
    not writable
    not writeable
    is not writable
    is not writeable
    not readable
    not writable by
    is not owned by
    has wrong ownership
    wrong ownership
    incorrect ownership
    incorrect permissions
    insufficient permissions
    insufficient permission
    insufficient privileges
    insufficientprivilege
    can't create/write to file
    can't create test file
    cannot open * for writing
    could not open * for writing
    could not open * permission
    failed to write to * read-only
    read-only file system
    readonly file system
    erofs
    attempt to write a readonly database
    readonly database
    sqlite_readonly
    must be run as root
    must run as root
    must be root
    need to be root
    changing ownership of
    chown: changing
    chown: cannot
    chown * not permitted
    chmod: changing permissions
    chmod * not permitted
    failed to chown
    could not chown
    initdb: error: could not change permissions
    could not change permissions of directory
    has group or world access
    data directory * has invalid permissions
    data directory * has wrong ownership
    has invalid permissions
    permissions should be u=rwx
    permissions 0644 for * are too open
    unprotected private key file
    bad permissions
    wrong permissions
    issues with file permissions
    permission issue
    permission problem
    permissions issue
    permissions problem
    lack of permission
    lacks permission
    don't have permission
    does not have permission
    do not have permission
    no write permission
    no write access
    write permission
    cannot open shared object file: permission denied
    socket * permission denied
    got permission denied while trying to connect to the docker daemon socket
    avc: denied
    os error 13
    os error 1)
    errno 13
    errno 1]
    errno: -13
    errno: 13
    (13: permission
    (13)permission
    status=203/exec
    status=200/chdir
    mkdir * permission
    open * permission
    could not lock config file
    directory is not writable
    user * has no write
    failed to open /dev/
    could not open /dev/
    cannot open /dev/
    nlink_tun
    rtnetlink answers: operation not permitted
    can't initialize iptables
    iptables * permission
    mount * permission
    mount: permission
    wal file * permission
    filesystem is read-only
    directory is read-only
    volume is read-only
    mounted read-only
    readable by other users
    world readable
    world-readable
    world writable
    too permissive
    unable to setgid
    unable to setuid
    cannot setgid
    cannot change owner
    cannot change ownership
    unable to change owner
    failed to change owner
    change the permissions
    check file permissions
    check that * permission
    fix permissions
    fix the permissions
    permission error
    permissions error
    permission failure
    not the owner
    missing permission
    missing capability
    missing cap_+
    requires cap_+
    requires the cap_+
    requires root
    requires privileged
    requires elevated
    elevated privileges
    administrator privileges
    not running as root
    operation is not permitted
    access denied to
    cannot open /dev/tty+
    unable to open database file
    unable to open the database file
    sqlite_cantopen
    libusb_error_access
    libusb error access
    bad interpreter: permission denied
    file access denied
    write access
    access error
    insufficient rights
    no rights
    insufficient capabilities
    missing capabilities
    lacks capability
    lacks capabilities
    cap_net_bind_service
    cap_net_admin
    cap_sys_admin
    on a read-only
    read-only directory
    apparmor="denied"
    permission denied for relation
    permission denied for table
    permission denied for schema
    permission denied for database
    must be owner of
    must be superuser
    cannot mkdir
    unable to mkdir
    unable to write file
    could not write file
    cannot write file
    failed to create directory * permission
    insufficient file permissions
    not allowed to write
    not allowed to read
    refusing to run with writable root
  `,
  likely: `
    puid
    unprivileged
    write access
    not permitted
    setuid
    setgroups
    setcap
    run as root
    requires root
    /dev/ttyusb
    /dev/ttyacm
    /dev/fuse
    /dev/net/tun
    file permissions
    folder permissions
    directory permissions
    privileged mode
    cannot access
    cannot write
    cannot write to
    could not write to
    can't write to
    unable to write
    unable to write to
    cannot create file
    unable to create file
    unable to create directory
    cannot create directory
    can't create directory
    could not create directory
    cap_net_admin
    cap_sys_admin
    cap_net_bind_service
    no permission
    unable to open database file
    unable to open the database file
    sqlite_cantopen
    missing permissions
    access denied * file
    forbidden * directory
    is read-only
    owned by root
    owner of
    ownership of
    file permission
    setgid
    too open
    check permissions
    check the permissions
    root privileges
    needs root
    is denied
  `,
  hint: `
    writable
    permissions
    permission
    ownership
    readonly
    read-only
    read only
    owned by
    not owner
    unable to open file
    cannot open file
    could not open file
    apparmor
    selinux
    seccomp
  `,
  unless: `
    permission denied for user
    permission denied (publickey
    permission denied, please try again
    ssh: permission denied
    flood stage
    no space left
    read-only / allow delete
    read-only mode as disk
    access denied for user
    renderd128
    marked read-only
    disk watermark
    due to corruption
    /dev/kfd
    healthcheck
    starting in read-only
    seccomp profile: default
    replica
    read only replica
    redis
    login
    model
    api key
    readonly you can't write
    file missing
    fixing permissions
    fixing ownership
    super-user privileges
  `,
};
