# Filled in by OpenBaoServer: loopback only, with TLS and without; the data is on this disk, sealed when the server stops
storage "raft" {
  path    = "@data@"
  node_id = "local"
  # one node: no election to wait for
  performance_multiplier = "1"
}

listener "tcp" {
  address         = "127.0.0.1:@port@"
  cluster_address = "127.0.0.1:@cluster-port@"
  tls_disable     = true
}

listener "tcp" {
  address         = "127.0.0.1:@tls-port@"
  cluster_address = "127.0.0.1:@cluster-port@"
  tls_cert_file   = "@tls-certificate@"
  tls_key_file    = "@tls-key@"
}

api_addr     = "http://127.0.0.1:@port@"
cluster_addr = "http://127.0.0.1:@cluster-port@"

# the provisioning token lives as long as a stack may rest between two starts
max_lease_ttl = "8760h"
ui            = true
