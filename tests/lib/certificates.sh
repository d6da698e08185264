# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# For the shell tests: authorities and certificates made on the spot, in the folder pki. To be read with `.` after tap.sh.
: "${work:?}"
if ! command -v openssl >/dev/null; then
  echo "1..0 # SKIP openssl is not installed"
  exit 77
fi
mkdir -p "$work/pki"
certificate_key='-newkey ec -pkeyopt ec_paramgen_curve:P-256' # what keys are made, for openssl req

# authority NAME: its certificate in pki/NAME.pem
authority() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj "/CN=$1" \
    -addext keyUsage=critical,keyCertSign -keyout "$work/pki/$1.key" -out "$work/pki/$1.pem" 2>/dev/null
}

# certificate NAME AUTHORITY SUBJECT_ALTERNATIVE_NAMES [BEGIN END]: for a server, in pki/NAME.pem. BEGIN and END are like
# 20200101000000Z. Without an AUTHORITY it is its own.
certificate() {
  certificate_begin=${4:-$(date -u -d yesterday +%Y%m%d%H%M%SZ)} certificate_end=${5:-$(date -u -d '30 days' +%Y%m%d%H%M%SZ)}
  cat >"$work/pki/$1.cnf" <<END
[ca]
default_ca = here
[here]
database = $work/pki/$1.index
new_certs_dir = $work/pki
default_md = sha256
policy = any
x509_extensions = server
rand_serial = yes
[any]
commonName = supplied
[server]
subjectAltName = $3
basicConstraints = critical,CA:FALSE
[req]
distinguished_name = nothing
[nothing]
END
  : >"$work/pki/$1.index"
  # shellcheck disable=SC2086 # several words
  openssl req -new $certificate_key -nodes -subj "/CN=$1" -config "$work/pki/$1.cnf" \
    -keyout "$work/pki/$1.key" -out "$work/pki/$1.csr" 2>/dev/null
  # shellcheck disable=SC2046 # two words
  openssl ca -batch -notext -config "$work/pki/$1.cnf" -in "$work/pki/$1.csr" -out "$work/pki/$1.pem" \
    -startdate "$certificate_begin" -enddate "$certificate_end" \
    $([ "$2" ] && echo "-cert $work/pki/$2.pem -keyfile $work/pki/$2.key" || echo "-selfsign -keyfile $work/pki/$1.key") \
    2>/dev/null || echo "# the certificate $1 could not be made"
}

fingerprint_of() {
  openssl x509 -in "$work/pki/$1.pem" -noout -fingerprint -sha256 | cut -d= -f2
}

