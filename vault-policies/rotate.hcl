# Key maintenance: make a new version, move ciphertexts to it, look which versions there are. Who holds this
# sees no plain text (rewrap gives ciphertext for ciphertext) and can make nothing unreadable.

path "transit/keys/hushkey-ASSISTANT" {
  capabilities = ["read"]
}

path "transit/keys/hushkey-ASSISTANT/rotate" {
  capabilities = ["update"]
}

path "transit/rewrap/hushkey-ASSISTANT" {
  capabilities = ["update"]
}

path "transit/keys/hushkey-signing" {
  capabilities = ["read"]
}

path "transit/keys/hushkey-signing/rotate" {
  capabilities = ["update"]
}

path "transit/rewrap/hushkey-signing" {
  capabilities = ["update"]
}

path "auth/token/lookup-self" {
  capabilities = ["read"]
}

path "auth/token/renew-self" {
  capabilities = ["update"]
}
