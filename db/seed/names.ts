/** First and last names from many places, to make up people in any number. Letters that an address can be made of. */
export const firstNames =
  `Aaliyah Abebe Adaeze Aditi Agnes Ahmed Aino Akira Alejandra Amina Anders Andrea Anjali Antoine Arash Astrid Ayesha
Babajide Beatriz Bogdan Bruno Carlos Cecilia Chidi Chloe Damir Dara Deepika Diego Dilnoza Eduardo Eero Eilidh Elena Emeka Emil Esra
Fatima Felipe Fiona Francesca Gulnara Habib Hana Hannah Hassan Helena Hugo Ibrahim Ilse Imani Ingrid Isabella Ivan Jakub Jamila Jin
Joao Johanna Jorge Julia Kaito Kamala Karim Keiko Khadija Kofi Lars Laura Leila Lorenzo Lucia Magnus Malik Maria Marek Mateo Maya
Mei Miguel Milan Min Mirela Nadia Nandini Naomi Nasser Niamh Nikola Nkechi Oksana Olivia Omar Oscar Paola Pavel Pedro Petra Pham
Rafael Rahul Rana Ricardo Rosa Ruth Sami Sanna Santiago Shirin Sibusiso Silvia Simone Sofia Stefan Svetlana Tariq Teresa Thabo
Theo Tomasz Ulrike Umar Vera Victor Wanjiru Wei Xavier Yara Yasmin Yuki Zainab Zoltan`.split(/\s+/);

export const lastNames =
  `Abbasi Acheampong Adebayo Aguilar Ahlberg Alvarez Andersen Antonov Aydin Banerjee Barbosa Baumann Becker Bello
Bergstrom Bianchi Boateng Bondarenko Botha Campbell Cardoso Castillo Chandra Chatterjee Chavez Cohen Conti Costa Cruz Dahl Delacroix
Desai Diaz Dimitrov Dlamini Dubois Eriksson Esposito Farah Fernandez Fischer Flores Fonseca Fraser Fujita Garcia Georgiou Ghosh
Gomez Gonzalez Gruber Gupta Haddad Hansen Hashimoto Hoffmann Horvat Hussain Ibarra Ito Ivanova Jansen Jensen Johansson Kapoor Karlsen
Kato Keller Khan Kimura Kovacs Kowalski Kruger Kumar Larsen Lehmann Leroy Lim Lindholm Lopez Machado Mahmoud Marchetti Martin Mbeki
Mendoza Meyer Mishra Moreau Morales Muller Murphy Mwangi Nair Nakamura Ndiaye Nguyen Nielsen Nowak Nunes Obi Ochieng Oliveira Olsen
Ortega Osei Ozturk Papadopoulos Park Patel Pereira Popescu Ramos Rao Reddy Richter Romero Rossi Ruiz Saito Salazar Santos Sato
Schneider Sharma Silva Singh Sokolov Suzuki Takahashi Tan Torres Tran Usman Vargas Vasquez Virtanen Wagner Walsh Weber Wong Yamada
Yilmaz Zhang Zimmermann`.split(/\s+/);
