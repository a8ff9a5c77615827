// Sends a file over TCP the way the article "Streaming Large Files over TCP" does it: the size as eight bytes, then the
// file in blocks of 1 KiB. It never reads the reply of the server.
//
//	tcpsend HOST:PORT FILE
package main

import (
	"encoding/binary"
	"io"
	"log"
	"net"
	"os"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 3 {
		log.Fatal("usage: tcpsend HOST:PORT FILE")
	}
	conn, err := net.Dial("tcp", os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	defer conn.Close()

	file, err := os.Open(os.Args[2])
	if err != nil {
		log.Fatal(err)
	}
	defer file.Close()

	fileInfo, err := file.Stat()
	if err != nil {
		log.Fatal(err)
	}
	fileSize := make([]byte, 8)
	binary.BigEndian.PutUint64(fileSize, uint64(fileInfo.Size()))
	write(conn, fileSize)

	buffer := make([]byte, 1024)
	for {
		bytesRead, err := file.Read(buffer)
		if err == io.EOF {
			return
		}
		if err != nil {
			log.Fatal(err)
		}
		write(conn, buffer[:bytesRead])
	}
}

func write(conn net.Conn, data []byte) {
	if _, err := conn.Write(data); err != nil {
		log.Fatal(err)
	}
}
